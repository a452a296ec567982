CREATE TABLE "deployment" (
	"key" text collate "C" PRIMARY KEY GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text) STORED NOT NULL,
	"owner" text collate "C" NOT NULL,
	"dseq" numeric(20, 0) NOT NULL,
	"state" text NOT NULL,
	"hash" text NOT NULL,
	"created_height" bigint NOT NULL,
	"closed_height" bigint,
	"seen_height" bigint NOT NULL,
	"seen_source" text NOT NULL,
	CONSTRAINT "deployment_dseq_range" CHECK ("deployment"."dseq" between 0 and 18446744073709551615),
	CONSTRAINT "deployment_state_known" CHECK ("deployment"."state" in ('active', 'closed')),
	CONSTRAINT "deployment_hash_hex" CHECK ("deployment"."hash" ~ '^([0-9a-f]{2})*$'),
	CONSTRAINT "deployment_created_height_range" CHECK ("deployment"."created_height" between 0 and 9007199254740991),
	CONSTRAINT "deployment_closed_height_range" CHECK ("deployment"."closed_height" between 0 and 9007199254740991),
	CONSTRAINT "deployment_closed_height_iff_closed" CHECK (("deployment"."closed_height" is not null) = ("deployment"."state" = 'closed')),
	CONSTRAINT "deployment_closed_after_created" CHECK ("deployment"."closed_height" >= "deployment"."created_height"),
	CONSTRAINT "deployment_seen_height_range" CHECK ("deployment"."seen_height" between 0 and 9007199254740991),
	CONSTRAINT "deployment_seen_source_known" CHECK ("deployment"."seen_source" in ('event', 'state'))
);
--> statement-breakpoint
CREATE TABLE "deployment_group" (
	"key" text collate "C" PRIMARY KEY GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text || '/' || "gseq"::text) STORED NOT NULL,
	"deployment_key" text collate "C" GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text) STORED NOT NULL,
	"owner" text collate "C" NOT NULL,
	"dseq" numeric(20, 0) NOT NULL,
	"gseq" bigint NOT NULL,
	"state" text NOT NULL,
	"name" text NOT NULL,
	"created_height" bigint NOT NULL,
	"endpoints" jsonb NOT NULL,
	"ip_sequence_numbers" bigint[] NOT NULL,
	"seen_height" bigint NOT NULL,
	"seen_source" text NOT NULL,
	CONSTRAINT "deployment_group_dseq_range" CHECK ("deployment_group"."dseq" between 0 and 18446744073709551615),
	CONSTRAINT "deployment_group_gseq_range" CHECK ("deployment_group"."gseq" between 0 and 4294967295),
	CONSTRAINT "deployment_group_state_known" CHECK ("deployment_group"."state" in ('open', 'paused', 'insufficient_funds', 'closed')),
	CONSTRAINT "deployment_group_created_height_range" CHECK ("deployment_group"."created_height" between 0 and 9007199254740991),
	CONSTRAINT "deployment_group_endpoints_list" CHECK (jsonb_typeof("deployment_group"."endpoints") = 'array'),
	CONSTRAINT "deployment_group_ip_endpoints_agree" CHECK ((cardinality("deployment_group"."ip_sequence_numbers") > 0) = jsonb_path_exists("deployment_group"."endpoints", '$[*] ? (@.kind == "LEASED_IP")')),
	CONSTRAINT "deployment_group_seen_height_range" CHECK ("deployment_group"."seen_height" between 0 and 9007199254740991),
	CONSTRAINT "deployment_group_seen_source_known" CHECK ("deployment_group"."seen_source" in ('event', 'state'))
);
--> statement-breakpoint
CREATE TABLE "block" (
	"height" bigint PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"time" timestamp with time zone NOT NULL,
	CONSTRAINT "block_height_range" CHECK ("block"."height" between 0 and 9007199254740991),
	CONSTRAINT "block_hash_hex" CHECK ("block"."hash" ~ '^[0-9A-F]{64}$')
);
--> statement-breakpoint
CREATE TABLE "change" (
	"position" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text collate "C" NOT NULL,
	"height" bigint NOT NULL,
	"at" timestamp with time zone,
	"owner" text collate "C",
	"dseq" numeric(20, 0),
	"provider" text collate "C",
	"lease_key" text collate "C",
	"before" jsonb,
	"after" jsonb,
	CONSTRAINT "change_position_from_one" CHECK ("change"."position" >= 1),
	CONSTRAINT "change_kind_known" CHECK ("change"."kind" in ('PROVIDER_CREATED', 'PROVIDER_UPDATED', 'DEPLOYMENT_CREATED', 'DEPLOYMENT_UPDATED', 'ORDER_CREATED', 'BID_CREATED', 'LEASE_CREATED', 'LEASE_RECLAIM_STARTED', 'LEASE_PRICE_CHANGED', 'LEASE_CLOSED', 'BID_CLOSED', 'ORDER_CLOSED', 'DEPLOYMENT_CLOSED')),
	CONSTRAINT "change_height_range" CHECK ("change"."height" between 0 and 9007199254740991),
	CONSTRAINT "change_lease_key_iff_lease" CHECK (("change"."lease_key" is not null) = ("change"."kind" like 'LEASE\_%')),
	CONSTRAINT "change_lease_key_is_subject" CHECK ("change"."lease_key" = "change"."subject")
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"key" text collate "C" PRIMARY KEY GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text || '/' || "gseq"::text || '/' || "oseq"::text || '/' || "provider" || '/' || "bseq"::text) STORED NOT NULL,
	"deployment_key" text collate "C" GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text) STORED NOT NULL,
	"group_key" text collate "C" GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text || '/' || "gseq"::text) STORED NOT NULL,
	"owner" text collate "C" NOT NULL,
	"dseq" numeric(20, 0) NOT NULL,
	"gseq" bigint NOT NULL,
	"oseq" bigint NOT NULL,
	"provider" text collate "C" NOT NULL,
	"bseq" bigint NOT NULL,
	"state" text NOT NULL,
	"price_denom" text NOT NULL,
	"price_amount" numeric NOT NULL,
	"created_price_denom" text NOT NULL,
	"created_price_amount" numeric NOT NULL,
	"created_height" bigint NOT NULL,
	"closed_height" bigint,
	"close_reason" text,
	"reclaim_window_seconds" bigint,
	"reclaim_started_height" bigint,
	"reclaim_deadline" bigint,
	"reclaim_reason" text,
	"ip_endpoint_count" integer,
	"seen_height" bigint NOT NULL,
	"seen_source" text NOT NULL,
	CONSTRAINT "lease_dseq_range" CHECK ("lease"."dseq" between 0 and 18446744073709551615),
	CONSTRAINT "lease_gseq_range" CHECK ("lease"."gseq" between 0 and 4294967295),
	CONSTRAINT "lease_oseq_range" CHECK ("lease"."oseq" between 0 and 4294967295),
	CONSTRAINT "lease_bseq_range" CHECK ("lease"."bseq" between 0 and 4294967295),
	CONSTRAINT "lease_state_known" CHECK ("lease"."state" in ('active', 'reclaiming', 'insufficient_funds', 'closed')),
	CONSTRAINT "lease_close_reason_known" CHECK ("lease"."close_reason" in ('owner', 'unstable', 'decommission', 'unspecified', 'manifest_timeout', 'insufficient_funds', 'unknown')),
	CONSTRAINT "lease_reclaim_reason_known" CHECK ("lease"."reclaim_reason" in ('owner', 'unstable', 'decommission', 'unspecified', 'manifest_timeout', 'insufficient_funds', 'unknown')),
	CONSTRAINT "lease_price_not_negative" CHECK ("lease"."price_amount" >= 0),
	CONSTRAINT "lease_created_price_not_negative" CHECK ("lease"."created_price_amount" >= 0),
	CONSTRAINT "lease_created_height_range" CHECK ("lease"."created_height" between 0 and 9007199254740991),
	CONSTRAINT "lease_closed_height_range" CHECK ("lease"."closed_height" between 0 and 9007199254740991),
	CONSTRAINT "lease_closed_height_iff_closed" CHECK (("lease"."closed_height" is not null) = ("lease"."state" in ('closed', 'insufficient_funds'))),
	CONSTRAINT "lease_close_reason_iff_closed" CHECK (("lease"."close_reason" is not null) = ("lease"."closed_height" is not null)),
	CONSTRAINT "lease_closed_after_created" CHECK ("lease"."closed_height" >= "lease"."created_height"),
	CONSTRAINT "lease_reclaim_window_range" CHECK ("lease"."reclaim_window_seconds" between 0 and 9007199254740991),
	CONSTRAINT "lease_reclaim_started_height_range" CHECK ("lease"."reclaim_started_height" between 0 and 9007199254740991),
	CONSTRAINT "lease_reclaim_needs_window" CHECK ("lease"."reclaim_window_seconds" is not null or num_nonnulls("lease"."reclaim_started_height", "lease"."reclaim_deadline", "lease"."reclaim_reason") = 0),
	CONSTRAINT "lease_ip_endpoint_count_not_negative" CHECK ("lease"."ip_endpoint_count" >= 0),
	CONSTRAINT "lease_seen_height_range" CHECK ("lease"."seen_height" between 0 and 9007199254740991),
	CONSTRAINT "lease_seen_source_known" CHECK ("lease"."seen_source" in ('event', 'state'))
);
--> statement-breakpoint
CREATE TABLE "bid" (
	"key" text collate "C" PRIMARY KEY GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text || '/' || "gseq"::text || '/' || "oseq"::text || '/' || "provider" || '/' || "bseq"::text) STORED NOT NULL,
	"order_key" text collate "C" GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text || '/' || "gseq"::text || '/' || "oseq"::text) STORED NOT NULL,
	"owner" text collate "C" NOT NULL,
	"dseq" numeric(20, 0) NOT NULL,
	"gseq" bigint NOT NULL,
	"oseq" bigint NOT NULL,
	"provider" text collate "C" NOT NULL,
	"bseq" bigint NOT NULL,
	"state" text NOT NULL,
	"price_denom" text NOT NULL,
	"price_amount" numeric NOT NULL,
	"created_height" bigint NOT NULL,
	"seen_height" bigint NOT NULL,
	"seen_source" text NOT NULL,
	CONSTRAINT "bid_dseq_range" CHECK ("bid"."dseq" between 0 and 18446744073709551615),
	CONSTRAINT "bid_gseq_range" CHECK ("bid"."gseq" between 0 and 4294967295),
	CONSTRAINT "bid_oseq_range" CHECK ("bid"."oseq" between 0 and 4294967295),
	CONSTRAINT "bid_bseq_range" CHECK ("bid"."bseq" between 0 and 4294967295),
	CONSTRAINT "bid_state_known" CHECK ("bid"."state" in ('open', 'active', 'lost', 'closed')),
	CONSTRAINT "bid_price_not_negative" CHECK ("bid"."price_amount" >= 0),
	CONSTRAINT "bid_created_height_range" CHECK ("bid"."created_height" between 0 and 9007199254740991),
	CONSTRAINT "bid_seen_height_range" CHECK ("bid"."seen_height" between 0 and 9007199254740991),
	CONSTRAINT "bid_seen_source_known" CHECK ("bid"."seen_source" in ('event', 'state'))
);
--> statement-breakpoint
CREATE TABLE "market_order" (
	"key" text collate "C" PRIMARY KEY GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text || '/' || "gseq"::text || '/' || "oseq"::text) STORED NOT NULL,
	"group_key" text collate "C" GENERATED ALWAYS AS ("owner" || '/' || "dseq"::text || '/' || "gseq"::text) STORED NOT NULL,
	"owner" text collate "C" NOT NULL,
	"dseq" numeric(20, 0) NOT NULL,
	"gseq" bigint NOT NULL,
	"oseq" bigint NOT NULL,
	"state" text NOT NULL,
	"created_height" bigint NOT NULL,
	"seen_height" bigint NOT NULL,
	"seen_source" text NOT NULL,
	CONSTRAINT "market_order_dseq_range" CHECK ("market_order"."dseq" between 0 and 18446744073709551615),
	CONSTRAINT "market_order_gseq_range" CHECK ("market_order"."gseq" between 0 and 4294967295),
	CONSTRAINT "market_order_oseq_range" CHECK ("market_order"."oseq" between 0 and 4294967295),
	CONSTRAINT "market_order_state_known" CHECK ("market_order"."state" in ('open', 'active', 'closed')),
	CONSTRAINT "market_order_created_height_range" CHECK ("market_order"."created_height" between 0 and 9007199254740991),
	CONSTRAINT "market_order_seen_height_range" CHECK ("market_order"."seen_height" between 0 and 9007199254740991),
	CONSTRAINT "market_order_seen_source_known" CHECK ("market_order"."seen_source" in ('event', 'state'))
);
--> statement-breakpoint
CREATE TABLE "cursor" (
	"id" smallint PRIMARY KEY NOT NULL,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"chain_id" text,
	"height" bigint,
	"hash" text,
	"time" timestamp with time zone,
	"bootstrap_height" bigint,
	"active_complete" boolean DEFAULT false NOT NULL,
	"resync_needed" boolean DEFAULT false NOT NULL,
	"latest_height" bigint,
	"received_total" bigint DEFAULT 0 NOT NULL,
	"quarantined_total" bigint DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone,
	CONSTRAINT "cursor_single_row" CHECK ("cursor"."id" = 1),
	CONSTRAINT "cursor_whole" CHECK (num_nulls("cursor"."chain_id", "cursor"."height", "cursor"."hash", "cursor"."time", "cursor"."bootstrap_height", "cursor"."latest_height", "cursor"."updated_at") in (0, 7)),
	CONSTRAINT "cursor_height_range" CHECK ("cursor"."height" between 0 and 9007199254740991),
	CONSTRAINT "cursor_bootstrap_height_range" CHECK ("cursor"."bootstrap_height" between 0 and 9007199254740991),
	CONSTRAINT "cursor_latest_height_range" CHECK ("cursor"."latest_height" between 0 and 9007199254740991),
	CONSTRAINT "cursor_hash_hex" CHECK ("cursor"."hash" ~ '^[0-9A-F]{64}$'),
	CONSTRAINT "cursor_totals" CHECK ("cursor"."quarantined_total" between 0 and "cursor"."received_total")
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "quarantine_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"height" bigint NOT NULL,
	"tx_index" integer NOT NULL,
	"event_index" integer NOT NULL,
	"reason" text NOT NULL,
	"raw" "bytea" NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "quarantine_content_hash_unique" UNIQUE("content_hash"),
	CONSTRAINT "quarantine_height_range" CHECK ("quarantine"."height" between 0 and 9007199254740991),
	CONSTRAINT "quarantine_place" CHECK ("quarantine"."tx_index" >= -1 and "quarantine"."event_index" >= -1)
);
--> statement-breakpoint
CREATE TABLE "stage" (
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"ordinal" integer NOT NULL,
	"resume" "bytea",
	"done" bigint NOT NULL,
	"total" bigint NOT NULL,
	"finished" boolean NOT NULL,
	CONSTRAINT "stage_kind_state_pk" PRIMARY KEY("kind","state"),
	CONSTRAINT "stage_done_range" CHECK ("stage"."done" between 0 and 9007199254740991),
	CONSTRAINT "stage_total_range" CHECK ("stage"."total" between 0 and 9007199254740991)
);
--> statement-breakpoint
CREATE TABLE "writer" (
	"id" smallint PRIMARY KEY NOT NULL,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"holder" text collate "C",
	"backend_pid" integer,
	"backend_start" timestamp with time zone,
	"renewed_at" timestamp with time zone,
	"status" jsonb,
	CONSTRAINT "writer_single_row" CHECK ("writer"."id" = 1),
	CONSTRAINT "writer_whole" CHECK (num_nulls("writer"."holder", "writer"."backend_pid", "writer"."backend_start", "writer"."renewed_at") in (0, 4))
);
--> statement-breakpoint
CREATE TABLE "provider" (
	"address" text collate "C" PRIMARY KEY NOT NULL,
	"host_uri" text NOT NULL,
	"email" text NOT NULL,
	"website" text NOT NULL,
	"attributes" jsonb NOT NULL,
	"declares_ip_leases" boolean GENERATED ALWAYS AS (attributes @> '[{"key": "feat-endpoint-ip", "value": "true"}]' or attributes @> '[{"key": "capabilities/ip-lease", "value": "true"}]' or attributes @> '[{"key": "ip-lease", "value": "true"}]') STORED NOT NULL,
	"active_lease_count" integer DEFAULT 0 NOT NULL,
	"created_height" bigint,
	"seen_height" bigint NOT NULL,
	"seen_source" text NOT NULL,
	CONSTRAINT "provider_attributes_list" CHECK (jsonb_typeof("provider"."attributes") = 'array'),
	CONSTRAINT "provider_active_lease_count_not_negative" CHECK ("provider"."active_lease_count" >= 0),
	CONSTRAINT "provider_created_height_range" CHECK ("provider"."created_height" between 0 and 9007199254740991),
	CONSTRAINT "provider_seen_height_range" CHECK ("provider"."seen_height" between 0 and 9007199254740991),
	CONSTRAINT "provider_seen_source_known" CHECK ("provider"."seen_source" in ('event', 'state'))
);
--> statement-breakpoint
CREATE TABLE "provider_audit" (
	"provider" text collate "C" PRIMARY KEY NOT NULL,
	"audits" jsonb NOT NULL,
	"seen_height" bigint NOT NULL,
	"seen_source" text NOT NULL,
	CONSTRAINT "provider_audit_audits_list" CHECK (jsonb_typeof("provider_audit"."audits") = 'array'),
	CONSTRAINT "provider_audit_seen_height_range" CHECK ("provider_audit"."seen_height" between 0 and 9007199254740991),
	CONSTRAINT "provider_audit_seen_source_known" CHECK ("provider_audit"."seen_source" in ('event', 'state'))
);
--> statement-breakpoint
CREATE INDEX "deployment_group_deployment" ON "deployment_group" USING btree ("deployment_key");--> statement-breakpoint
CREATE INDEX "block_time" ON "block" USING btree ("time");--> statement-breakpoint
CREATE UNIQUE INDEX "change_once" ON "change" USING btree ("subject","height","kind");--> statement-breakpoint
CREATE INDEX "lease_dseq" ON "lease" USING btree ("dseq");--> statement-breakpoint
CREATE INDEX "lease_owner_created" ON "lease" USING btree ("owner","created_height");--> statement-breakpoint
CREATE INDEX "lease_provider_created" ON "lease" USING btree ("provider","created_height");--> statement-breakpoint
CREATE INDEX "lease_created" ON "lease" USING btree ("created_height");--> statement-breakpoint
CREATE INDEX "lease_closed" ON "lease" USING btree (coalesce("closed_height", 0));--> statement-breakpoint
CREATE INDEX "lease_price" ON "lease" USING btree ("price_amount");--> statement-breakpoint
CREATE INDEX "lease_open_provider" ON "lease" USING btree ("provider","created_height") WHERE "lease"."state" in ('active', 'reclaiming');--> statement-breakpoint
CREATE INDEX "lease_open_created" ON "lease" USING btree ("created_height") WHERE "lease"."state" in ('active', 'reclaiming');--> statement-breakpoint
CREATE INDEX "lease_with_ips" ON "lease" USING btree ("created_height") WHERE "lease"."ip_endpoint_count" > 0;--> statement-breakpoint
CREATE INDEX "bid_order" ON "bid" USING btree ("order_key");--> statement-breakpoint
CREATE INDEX "market_order_group" ON "market_order" USING btree ("group_key");--> statement-breakpoint
CREATE INDEX "provider_attributes" ON "provider" USING gin ("attributes" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "provider_audit_audits" ON "provider_audit" USING gin ("audits" jsonb_path_ops);--> statement-breakpoint
-- Free space on the page lets the one row be rewritten in place, block after block.
ALTER TABLE "cursor" SET (fillfactor = 20);--> statement-breakpoint
ALTER TABLE "writer" SET (fillfactor = 20);--> statement-breakpoint
INSERT INTO "cursor" ("id") VALUES (1);--> statement-breakpoint
INSERT INTO "writer" ("id") VALUES (1);
