CREATE TABLE bid (
  key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((((((((((owner || '/'::text) || (dseq)::text) || '/'::text) || (gseq)::text) || '/'::text) || (oseq)::text) || '/'::text) || provider) || '/'::text) || (bseq)::text)) STORED,
  order_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((((((owner || '/'::text) || (dseq)::text) || '/'::text) || (gseq)::text) || '/'::text) || (oseq)::text)) STORED,
  owner text COLLATE "C" NOT NULL,
  dseq numeric(20,0) NOT NULL,
  gseq bigint NOT NULL,
  oseq bigint NOT NULL,
  provider text COLLATE "C" NOT NULL,
  bseq bigint NOT NULL,
  state text NOT NULL,
  price_denom text NOT NULL,
  price_amount numeric NOT NULL,
  created_height bigint NOT NULL,
  seen_height bigint NOT NULL,
  seen_source text NOT NULL,
  CONSTRAINT bid_bseq_range CHECK (((bseq >= 0) AND (bseq <= '4294967295'::bigint))),
  CONSTRAINT bid_created_height_range CHECK (((created_height >= 0) AND (created_height <= '9007199254740991'::bigint))),
  CONSTRAINT bid_dseq_range CHECK (((dseq >= (0)::numeric) AND (dseq <= '18446744073709551615'::numeric))),
  CONSTRAINT bid_gseq_range CHECK (((gseq >= 0) AND (gseq <= '4294967295'::bigint))),
  CONSTRAINT bid_oseq_range CHECK (((oseq >= 0) AND (oseq <= '4294967295'::bigint))),
  CONSTRAINT bid_price_not_negative CHECK ((price_amount >= (0)::numeric)),
  CONSTRAINT bid_seen_height_range CHECK (((seen_height >= 0) AND (seen_height <= '9007199254740991'::bigint))),
  CONSTRAINT bid_seen_source_known CHECK ((seen_source = ANY (ARRAY['event'::text, 'state'::text]))),
  CONSTRAINT bid_state_known CHECK ((state = ANY (ARRAY['open'::text, 'active'::text, 'lost'::text, 'closed'::text]))),
  CONSTRAINT bid_pkey PRIMARY KEY (key)
);
CREATE INDEX bid_order ON public.bid USING btree (order_key);

CREATE TABLE block (
  height bigint NOT NULL,
  hash text NOT NULL,
  "time" timestamp with time zone NOT NULL,
  CONSTRAINT block_hash_hex CHECK ((hash ~ '^[0-9A-F]{64}$'::text)),
  CONSTRAINT block_height_range CHECK (((height >= 0) AND (height <= '9007199254740991'::bigint))),
  CONSTRAINT block_pkey PRIMARY KEY (height)
);
CREATE INDEX block_time ON public.block USING btree ("time");

CREATE TABLE change (
  "position" bigint NOT NULL,
  kind text NOT NULL,
  subject text COLLATE "C" NOT NULL,
  height bigint NOT NULL,
  at timestamp with time zone,
  owner text COLLATE "C",
  dseq numeric(20,0),
  provider text COLLATE "C",
  lease_key text COLLATE "C",
  before json,
  after json,
  CONSTRAINT change_height_range CHECK (((height >= 0) AND (height <= '9007199254740991'::bigint))),
  CONSTRAINT change_kind_known CHECK ((kind = ANY (ARRAY['PROVIDER_CREATED'::text, 'PROVIDER_UPDATED'::text, 'DEPLOYMENT_CREATED'::text, 'DEPLOYMENT_UPDATED'::text, 'ORDER_CREATED'::text, 'BID_CREATED'::text, 'LEASE_CREATED'::text, 'LEASE_RECLAIM_STARTED'::text, 'LEASE_PRICE_CHANGED'::text, 'LEASE_CLOSED'::text, 'BID_CLOSED'::text, 'ORDER_CLOSED'::text, 'DEPLOYMENT_CLOSED'::text]))),
  CONSTRAINT change_lease_key_iff_lease CHECK (((lease_key IS NOT NULL) = (kind ~~ 'LEASE\_%'::text))),
  CONSTRAINT change_lease_key_is_subject CHECK ((lease_key = subject)),
  CONSTRAINT change_position_from_one CHECK (("position" >= 1)),
  CONSTRAINT change_pkey PRIMARY KEY ("position")
);
CREATE INDEX change_dseq ON public.change USING btree (dseq, "position") WHERE (dseq IS NOT NULL);
CREATE INDEX change_height ON public.change USING btree (height, "position");
CREATE INDEX change_kind ON public.change USING btree (kind, "position");
CREATE UNIQUE INDEX change_once ON public.change USING btree (subject, height, kind);
CREATE INDEX change_owner ON public.change USING btree (owner, "position") WHERE (owner IS NOT NULL);
CREATE INDEX change_provider ON public.change USING btree (provider, "position") WHERE (provider IS NOT NULL);

CREATE TABLE cursor (
  id smallint NOT NULL,
  epoch bigint NOT NULL DEFAULT 0,
  chain_id text,
  height bigint,
  hash text,
  "time" timestamp with time zone,
  bootstrap_height bigint,
  active_complete boolean NOT NULL DEFAULT false,
  resync_needed boolean NOT NULL DEFAULT false,
  latest_height bigint,
  received_total bigint NOT NULL DEFAULT 0,
  quarantined_total bigint NOT NULL DEFAULT 0,
  updated_at timestamp with time zone,
  CONSTRAINT cursor_bootstrap_height_range CHECK (((bootstrap_height >= 0) AND (bootstrap_height <= '9007199254740991'::bigint))),
  CONSTRAINT cursor_hash_hex CHECK ((hash ~ '^[0-9A-F]{64}$'::text)),
  CONSTRAINT cursor_height_range CHECK (((height >= 0) AND (height <= '9007199254740991'::bigint))),
  CONSTRAINT cursor_latest_height_range CHECK (((latest_height >= 0) AND (latest_height <= '9007199254740991'::bigint))),
  CONSTRAINT cursor_single_row CHECK ((id = 1)),
  CONSTRAINT cursor_totals CHECK (((quarantined_total >= 0) AND (quarantined_total <= received_total))),
  CONSTRAINT cursor_whole CHECK ((num_nulls(chain_id, height, hash, "time", bootstrap_height, latest_height, updated_at) = ANY (ARRAY[0, 7]))),
  CONSTRAINT cursor_pkey PRIMARY KEY (id)
) WITH (fillfactor=20);

CREATE TABLE deployment (
  key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((owner || '/'::text) || (dseq)::text)) STORED,
  owner text COLLATE "C" NOT NULL,
  dseq numeric(20,0) NOT NULL,
  state text NOT NULL,
  hash text NOT NULL,
  created_height bigint NOT NULL,
  closed_height bigint,
  seen_height bigint NOT NULL,
  seen_source text NOT NULL,
  CONSTRAINT deployment_closed_after_created CHECK ((closed_height >= created_height)),
  CONSTRAINT deployment_closed_height_only_if_closed CHECK (((closed_height IS NULL) OR (state = 'closed'::text))),
  CONSTRAINT deployment_closed_height_range CHECK (((closed_height >= 0) AND (closed_height <= '9007199254740991'::bigint))),
  CONSTRAINT deployment_created_height_range CHECK (((created_height >= 0) AND (created_height <= '9007199254740991'::bigint))),
  CONSTRAINT deployment_dseq_range CHECK (((dseq >= (0)::numeric) AND (dseq <= '18446744073709551615'::numeric))),
  CONSTRAINT deployment_hash_hex CHECK ((hash ~ '^([0-9a-f]{2})*$'::text)),
  CONSTRAINT deployment_seen_height_range CHECK (((seen_height >= 0) AND (seen_height <= '9007199254740991'::bigint))),
  CONSTRAINT deployment_seen_source_known CHECK ((seen_source = ANY (ARRAY['event'::text, 'state'::text]))),
  CONSTRAINT deployment_state_known CHECK ((state = ANY (ARRAY['active'::text, 'closed'::text]))),
  CONSTRAINT deployment_pkey PRIMARY KEY (key)
);

CREATE TABLE deployment_escrow (
  key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((owner || '/'::text) || (dseq)::text)) STORED,
  owner text COLLATE "C" NOT NULL,
  dseq numeric(20,0) NOT NULL,
  state text NOT NULL,
  settled_height bigint NOT NULL,
  funds jsonb NOT NULL,
  seen_height bigint NOT NULL,
  seen_source text NOT NULL,
  CONSTRAINT deployment_escrow_dseq_range CHECK (((dseq >= (0)::numeric) AND (dseq <= '18446744073709551615'::numeric))),
  CONSTRAINT deployment_escrow_funds_list CHECK ((jsonb_typeof(funds) = 'array'::text)),
  CONSTRAINT deployment_escrow_seen_height_range CHECK (((seen_height >= 0) AND (seen_height <= '9007199254740991'::bigint))),
  CONSTRAINT deployment_escrow_seen_source_known CHECK ((seen_source = ANY (ARRAY['event'::text, 'state'::text]))),
  CONSTRAINT deployment_escrow_settled_height_range CHECK (((settled_height >= 0) AND (settled_height <= '9007199254740991'::bigint))),
  CONSTRAINT deployment_escrow_state_known CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text, 'overdrawn'::text]))),
  CONSTRAINT deployment_escrow_pkey PRIMARY KEY (key)
);

CREATE TABLE deployment_group (
  key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((((owner || '/'::text) || (dseq)::text) || '/'::text) || (gseq)::text)) STORED,
  deployment_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((owner || '/'::text) || (dseq)::text)) STORED,
  owner text COLLATE "C" NOT NULL,
  dseq numeric(20,0) NOT NULL,
  gseq bigint NOT NULL,
  state text NOT NULL,
  name text NOT NULL,
  created_height bigint NOT NULL,
  endpoints jsonb NOT NULL,
  ip_sequence_numbers bigint[] NOT NULL,
  seen_height bigint NOT NULL,
  seen_source text NOT NULL,
  CONSTRAINT deployment_group_created_height_range CHECK (((created_height >= 0) AND (created_height <= '9007199254740991'::bigint))),
  CONSTRAINT deployment_group_dseq_range CHECK (((dseq >= (0)::numeric) AND (dseq <= '18446744073709551615'::numeric))),
  CONSTRAINT deployment_group_endpoints_list CHECK ((jsonb_typeof(endpoints) = 'array'::text)),
  CONSTRAINT deployment_group_gseq_range CHECK (((gseq >= 0) AND (gseq <= '4294967295'::bigint))),
  CONSTRAINT deployment_group_ip_endpoints_agree CHECK (((cardinality(ip_sequence_numbers) > 0) = jsonb_path_exists(endpoints, '$[*]?(@."kind" == "LEASED_IP")'::jsonpath))),
  CONSTRAINT deployment_group_seen_height_range CHECK (((seen_height >= 0) AND (seen_height <= '9007199254740991'::bigint))),
  CONSTRAINT deployment_group_seen_source_known CHECK ((seen_source = ANY (ARRAY['event'::text, 'state'::text]))),
  CONSTRAINT deployment_group_state_known CHECK ((state = ANY (ARRAY['open'::text, 'paused'::text, 'insufficient_funds'::text, 'closed'::text]))),
  CONSTRAINT deployment_group_pkey PRIMARY KEY (key)
);
CREATE INDEX deployment_group_deployment ON public.deployment_group USING btree (deployment_key, gseq);

CREATE TABLE lease (
  key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((((((((((owner || '/'::text) || (dseq)::text) || '/'::text) || (gseq)::text) || '/'::text) || (oseq)::text) || '/'::text) || provider) || '/'::text) || (bseq)::text)) STORED,
  deployment_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((owner || '/'::text) || (dseq)::text)) STORED,
  group_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((((owner || '/'::text) || (dseq)::text) || '/'::text) || (gseq)::text)) STORED,
  owner text COLLATE "C" NOT NULL,
  dseq numeric(20,0) NOT NULL,
  gseq bigint NOT NULL,
  oseq bigint NOT NULL,
  provider text COLLATE "C" NOT NULL,
  bseq bigint NOT NULL,
  state text NOT NULL,
  price_denom text NOT NULL,
  price_amount numeric NOT NULL,
  created_price_denom text NOT NULL,
  created_price_amount numeric NOT NULL,
  created_height bigint NOT NULL,
  closed_height bigint,
  close_reason text,
  reclaim_window_seconds bigint,
  reclaim_started_height bigint,
  reclaim_deadline bigint,
  reclaim_reason text,
  ip_endpoint_count integer,
  seen_height bigint NOT NULL,
  seen_source text NOT NULL,
  CONSTRAINT lease_bseq_range CHECK (((bseq >= 0) AND (bseq <= '4294967295'::bigint))),
  CONSTRAINT lease_close_reason_iff_closed CHECK (((close_reason IS NOT NULL) = (state = ANY (ARRAY['closed'::text, 'insufficient_funds'::text])))),
  CONSTRAINT lease_close_reason_known CHECK ((close_reason = ANY (ARRAY['owner'::text, 'unstable'::text, 'decommission'::text, 'unspecified'::text, 'manifest_timeout'::text, 'insufficient_funds'::text, 'unknown'::text]))),
  CONSTRAINT lease_closed_after_created CHECK ((closed_height >= created_height)),
  CONSTRAINT lease_closed_height_only_if_closed CHECK (((closed_height IS NULL) OR (state = ANY (ARRAY['closed'::text, 'insufficient_funds'::text])))),
  CONSTRAINT lease_closed_height_range CHECK (((closed_height >= 0) AND (closed_height <= '9007199254740991'::bigint))),
  CONSTRAINT lease_created_height_range CHECK (((created_height >= 0) AND (created_height <= '9007199254740991'::bigint))),
  CONSTRAINT lease_created_price_not_negative CHECK ((created_price_amount >= (0)::numeric)),
  CONSTRAINT lease_dseq_range CHECK (((dseq >= (0)::numeric) AND (dseq <= '18446744073709551615'::numeric))),
  CONSTRAINT lease_gseq_range CHECK (((gseq >= 0) AND (gseq <= '4294967295'::bigint))),
  CONSTRAINT lease_ip_endpoint_count_not_negative CHECK ((ip_endpoint_count >= 0)),
  CONSTRAINT lease_oseq_range CHECK (((oseq >= 0) AND (oseq <= '4294967295'::bigint))),
  CONSTRAINT lease_price_not_negative CHECK ((price_amount >= (0)::numeric)),
  CONSTRAINT lease_reclaim_needs_window CHECK (((reclaim_window_seconds IS NOT NULL) OR (num_nonnulls(reclaim_started_height, reclaim_deadline, reclaim_reason) = 0))),
  CONSTRAINT lease_reclaim_reason_known CHECK ((reclaim_reason = ANY (ARRAY['owner'::text, 'unstable'::text, 'decommission'::text, 'unspecified'::text, 'manifest_timeout'::text, 'insufficient_funds'::text, 'unknown'::text]))),
  CONSTRAINT lease_reclaim_started_height_range CHECK (((reclaim_started_height >= 0) AND (reclaim_started_height <= '9007199254740991'::bigint))),
  CONSTRAINT lease_reclaim_window_range CHECK (((reclaim_window_seconds >= 0) AND (reclaim_window_seconds <= '9007199254740991'::bigint))),
  CONSTRAINT lease_seen_height_range CHECK (((seen_height >= 0) AND (seen_height <= '9007199254740991'::bigint))),
  CONSTRAINT lease_seen_source_known CHECK ((seen_source = ANY (ARRAY['event'::text, 'state'::text]))),
  CONSTRAINT lease_state_known CHECK ((state = ANY (ARRAY['active'::text, 'reclaiming'::text, 'insufficient_funds'::text, 'closed'::text]))),
  CONSTRAINT lease_pkey PRIMARY KEY (key)
);
CREATE INDEX lease_closed ON public.lease USING btree (COALESCE(closed_height, (0)::bigint));
CREATE INDEX lease_created ON public.lease USING btree (created_height);
CREATE INDEX lease_dseq ON public.lease USING btree (dseq);
CREATE INDEX lease_open_created ON public.lease USING btree (created_height, key) WHERE (state = ANY (ARRAY['active'::text, 'reclaiming'::text]));
CREATE INDEX lease_open_provider ON public.lease USING btree (provider, created_height, key) WHERE (state = ANY (ARRAY['active'::text, 'reclaiming'::text]));
CREATE INDEX lease_owner_created ON public.lease USING btree (owner, created_height);
CREATE INDEX lease_price ON public.lease USING btree (price_amount);
CREATE INDEX lease_provider_created ON public.lease USING btree (provider, created_height);
CREATE INDEX lease_with_ips ON public.lease USING btree (created_height) WHERE (ip_endpoint_count > 0);

CREATE TABLE market_order (
  key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((((((owner || '/'::text) || (dseq)::text) || '/'::text) || (gseq)::text) || '/'::text) || (oseq)::text)) STORED,
  group_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((((owner || '/'::text) || (dseq)::text) || '/'::text) || (gseq)::text)) STORED,
  owner text COLLATE "C" NOT NULL,
  dseq numeric(20,0) NOT NULL,
  gseq bigint NOT NULL,
  oseq bigint NOT NULL,
  state text NOT NULL,
  created_height bigint NOT NULL,
  seen_height bigint NOT NULL,
  seen_source text NOT NULL,
  CONSTRAINT market_order_created_height_range CHECK (((created_height >= 0) AND (created_height <= '9007199254740991'::bigint))),
  CONSTRAINT market_order_dseq_range CHECK (((dseq >= (0)::numeric) AND (dseq <= '18446744073709551615'::numeric))),
  CONSTRAINT market_order_gseq_range CHECK (((gseq >= 0) AND (gseq <= '4294967295'::bigint))),
  CONSTRAINT market_order_oseq_range CHECK (((oseq >= 0) AND (oseq <= '4294967295'::bigint))),
  CONSTRAINT market_order_seen_height_range CHECK (((seen_height >= 0) AND (seen_height <= '9007199254740991'::bigint))),
  CONSTRAINT market_order_seen_source_known CHECK ((seen_source = ANY (ARRAY['event'::text, 'state'::text]))),
  CONSTRAINT market_order_state_known CHECK ((state = ANY (ARRAY['open'::text, 'active'::text, 'closed'::text]))),
  CONSTRAINT market_order_pkey PRIMARY KEY (key)
);
CREATE INDEX market_order_group ON public.market_order USING btree (group_key, oseq);
CREATE INDEX market_order_open ON public.market_order USING btree (created_height) WHERE (state = 'open'::text);

CREATE TABLE provider (
  address text COLLATE "C" NOT NULL,
  host_uri text NOT NULL,
  email text NOT NULL,
  website text NOT NULL,
  attributes jsonb NOT NULL,
  declares_ip_leases boolean NOT NULL GENERATED ALWAYS AS (((attributes @> '[{"key": "feat-endpoint-ip", "value": "true"}]'::jsonb) OR (attributes @> '[{"key": "capabilities/ip-lease", "value": "true"}]'::jsonb) OR (attributes @> '[{"key": "ip-lease", "value": "true"}]'::jsonb))) STORED,
  active_lease_count integer NOT NULL DEFAULT 0,
  created_height bigint,
  seen_height bigint NOT NULL,
  seen_source text NOT NULL,
  attributes_text text NOT NULL GENERATED ALWAYS AS (replace(replace(replace((attributes)::text, '": "'::text, '":"'::text), '", "'::text, '","'::text), '"}, {"'::text, '"},{"'::text)) STORED,
  CONSTRAINT provider_active_lease_count_not_negative CHECK ((active_lease_count >= 0)),
  CONSTRAINT provider_attributes_list CHECK ((jsonb_typeof(attributes) = 'array'::text)),
  CONSTRAINT provider_created_height_range CHECK (((created_height >= 0) AND (created_height <= '9007199254740991'::bigint))),
  CONSTRAINT provider_seen_height_range CHECK (((seen_height >= 0) AND (seen_height <= '9007199254740991'::bigint))),
  CONSTRAINT provider_seen_source_known CHECK ((seen_source = ANY (ARRAY['event'::text, 'state'::text]))),
  CONSTRAINT provider_pkey PRIMARY KEY (address)
);
CREATE INDEX provider_active ON public.provider USING btree (active_lease_count, address);
CREATE INDEX provider_attributes ON public.provider USING gin (attributes jsonb_path_ops);

CREATE TABLE provider_audit (
  provider text COLLATE "C" NOT NULL,
  audits jsonb NOT NULL,
  seen_height bigint NOT NULL,
  seen_source text NOT NULL,
  CONSTRAINT provider_audit_audits_list CHECK ((jsonb_typeof(audits) = 'array'::text)),
  CONSTRAINT provider_audit_seen_height_range CHECK (((seen_height >= 0) AND (seen_height <= '9007199254740991'::bigint))),
  CONSTRAINT provider_audit_seen_source_known CHECK ((seen_source = ANY (ARRAY['event'::text, 'state'::text]))),
  CONSTRAINT provider_audit_pkey PRIMARY KEY (provider)
);
CREATE INDEX provider_audit_audits ON public.provider_audit USING gin (audits jsonb_path_ops);

CREATE TABLE quarantine (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  height bigint NOT NULL,
  tx_index integer NOT NULL,
  event_index integer NOT NULL,
  reason text NOT NULL,
  raw bytea NOT NULL,
  content_hash bytea NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT quarantine_height_range CHECK (((height >= 0) AND (height <= '9007199254740991'::bigint))),
  CONSTRAINT quarantine_place CHECK (((tx_index >= '-1'::integer) AND (event_index >= '-1'::integer))),
  CONSTRAINT quarantine_pkey PRIMARY KEY (id),
  CONSTRAINT quarantine_content_hash_unique UNIQUE (content_hash)
);

CREATE TABLE stage (
  kind text NOT NULL,
  state text NOT NULL,
  ordinal integer NOT NULL,
  resume bytea,
  done bigint NOT NULL,
  total bigint NOT NULL,
  finished boolean NOT NULL,
  CONSTRAINT stage_done_range CHECK (((done >= 0) AND (done <= '9007199254740991'::bigint))),
  CONSTRAINT stage_total_range CHECK (((total >= 0) AND (total <= '9007199254740991'::bigint))),
  CONSTRAINT stage_kind_state_pk PRIMARY KEY (kind, state)
);

CREATE TABLE writer (
  id smallint NOT NULL,
  epoch bigint NOT NULL DEFAULT 0,
  holder text COLLATE "C",
  backend_pid integer,
  backend_start timestamp with time zone,
  renewed_at timestamp with time zone,
  status jsonb,
  CONSTRAINT writer_single_row CHECK ((id = 1)),
  CONSTRAINT writer_whole CHECK ((num_nulls(holder, backend_pid, backend_start, renewed_at) = ANY (ARRAY[0, 4]))),
  CONSTRAINT writer_pkey PRIMARY KEY (id)
) WITH (fillfactor=20);
