import { toBech32 } from '@cosmjs/encoding'
import { allLists } from '#projector/lists.ts'
import { type Database, openDatabase } from '#store/connection.ts'

/** How large the market is. */
export interface MarketSize {
  readonly leases: number
  readonly owners: number
  readonly providers: number
}

export const CHAIN_ID = 'bench-1'
/** How many blocks a lease that has ended ran at most. */
const LONGEST = 20_000
/** The newest block with a lease in it; there are somewhat fewer blocks than leases. */
const lastCreated = (size: MarketSize) => Math.round(size.leases * 0.8)
/** The newest block: nothing is created or ended after it. */
const tip = (size: MarketSize) => lastCreated(size) + LONGEST
const BLOCK_SECONDS = 6
const AUDITORS = 4

/** An address of a series; series do not meet. */
function address(series: number, n: number): string {
  const bytes = new Uint8Array(20)
  new DataView(bytes.buffer).setUint32(0, 0xb0_00_00_00 + series)
  // Spread over the key space, as hashes of public keys are.
  new DataView(bytes.buffer).setUint32(8, Math.imul(n + 1, 0x9e_37_79_b1) >>> 0)
  new DataView(bytes.buffer).setUint32(16, n)
  return toBech32('akash', bytes)
}

const addresses = (series: number, count: number) =>
  Array.from({ length: count }, (_, n) => address(series, n))

/**
 * Fills a migrated, empty database with a market, the same for the same size: one lease in 40 runs, one in 20 wants
 * IPs, one deployment in 24 has a second group; few owners have many leases and most have few; large providers have
 * about 15 times the leases of small ones. The feed knows the history of every lease, and all of the last tenth.
 */
export async function seedLeases(url: string, size: MarketSize): Promise<void> {
  const sql = openDatabase({ url, max: 1, applicationName: 'bench seed', statementTimeoutMs: 0 })
  try {
    await sql.unsafe("set work_mem = '256MB'; set maintenance_work_mem = '512MB'")
    await nameAccounts(sql, size)
    const indexes = await dropIndexes(sql)
    for (const fill of [
      fillBlocks,
      fillLeases,
      fillDeployments,
      fillOrders,
      fillBids,
      fillProviders,
      fillFeed,
    ])
      await fill(sql, size)
    await fillProgress(sql, size)
    for (const definition of indexes) await sql.unsafe(definition)
    await sql.unsafe('vacuum analyze')
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** `dice(n, series, sides)`: 0 to sides − 1, always the same for the same n; series are independent of each other. */
async function nameAccounts(sql: Database, { owners, providers }: MarketSize): Promise<void> {
  await sql.unsafe(`
    create function pg_temp.dice(n bigint, series int, sides int) returns int immutable language sql
      return (hashint8extended(n, series) & 2147483647)::int % sides;
    create temp table account (series int, nth int, address text collate "C", primary key (series, nth))`)
  for (const [series, count] of [
    [1, owners],
    [2, providers],
    [3, AUDITORS],
  ] as const)
    await sql`
      insert into account select ${series}::int, n - 1, address
      from unnest(${addresses(series, count)}::text[]) with ordinality as u(address, n)`
  await sql`analyze account`
}

/** An index is made faster at once than row by row. Answers how to make them again. */
async function dropIndexes(sql: Database): Promise<string[]> {
  const rows = await sql<{ name: string; definition: string }[]>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'public'::regnamespace and not i.indisprimary
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`
  for (const { name } of rows) await sql.unsafe(`drop index ${name}`)
  return rows.map((row) => row.definition)
}

async function fillBlocks(sql: Database, size: MarketSize): Promise<void> {
  await sql`
    insert into block (height, hash, time)
    select h, upper(encode(sha256(h::text::bytea), 'hex')),
      date_trunc('milliseconds', now()) - make_interval(secs => (${tip(size)}::int - h) * ${BLOCK_SECONDS}::int)
    from generate_series(1, ${tip(size)}::int) h`
}

/** Deployment d has dseq 10,000,000 + d. Owners and providers are drawn unevenly: a power of an even number. */
async function fillLeases(sql: Database, size: MarketSize): Promise<void> {
  await sql`
    insert into lease (owner, dseq, gseq, oseq, provider, bseq, state, price_denom, price_amount, created_price_denom,
      created_price_amount, created_height, closed_height, close_reason, reclaim_window_seconds,
      reclaim_started_height, reclaim_deadline, reclaim_reason, ip_endpoint_count, seen_height, seen_source)
    select o.address, 10000000 + d, gseq, 1, p.address, 0, state, denom, price, denom, price, created,
      case when not is_open then created + life end,
      case when is_open then null when state = 'insufficient_funds' then 'insufficient_funds' else
        (array['owner', 'owner', 'owner', 'unstable', 'decommission', 'manifest_timeout', 'unknown'])
          [1 + pg_temp.dice(n, 4, 7)] end,
      case when is_reclaimed then 3600 end, case when is_reclaimed then created + 1 end,
      case when is_reclaimed then 1900000000 end, case when is_reclaimed then 'decommission' end,
      case when pg_temp.dice(n, 6, 20) = 0 then 1 + n % 3 else 0 end,
      case when is_open then created + is_reclaimed::int else created + life end,
      case when pg_temp.dice(n, 12, 10) = 0 then 'event' else 'state' end
    from (
      select *, state in ('active', 'reclaiming') as is_open, state = 'reclaiming' as is_reclaimed from (
        select n, d, 1 + n - d as gseq, 1 + (d::bigint * ${lastCreated(size)}::int / ${size.leases}::int) as created,
          1 + pg_temp.dice(n, 3, ${LONGEST}::int - 1) as life,
          floor(power(pg_temp.dice(d, 1, 1000000) / 1000000.0, 2.5) * ${size.owners}::int)::int as owner,
          floor(power(pg_temp.dice(n, 2, 1000000) / 1000000.0, 1.6) * ${size.providers}::int)::int as provider,
          case when pg_temp.dice(n, 5, 5) < 3 then 'uakt' else 'uact' end as denom,
          trim_scale((1 + pg_temp.dice(n, 8, 200000)) / 1000.0) as price,
          case when pg_temp.dice(n, 9, 40) = 0 then case when pg_temp.dice(n, 10, 30) = 0 then 'reclaiming' else 'active' end
            when pg_temp.dice(n, 11, 40) = 0 then 'insufficient_funds' else 'closed' end as state
        from (select n, case when n % 25 = 0 then n - 1 else n end as d from generate_series(1, ${size.leases}::int) n) a
      ) b
    ) c
    join account o on o.series = 1 and o.nth = owner
    join account p on p.series = 2 and p.nth = provider`
}

/** Every lease's deployment and group; what was closed was seen when it closed. */
async function fillDeployments(sql: Database): Promise<void> {
  await sql`
    insert into deployment (owner, dseq, state, hash, created_height, closed_height, seen_height, seen_source)
    select owner, dseq, case when is_open then 'active' else 'closed' end, encode(sha256(dseq::text::bytea), 'hex'),
      created, case when not is_open then closed end, case when is_open then created else closed end, 'state'
    from (
      select owner, dseq, bool_or(closed_height is null) as is_open, min(created_height) as created,
        max(closed_height) as closed
      from lease group by owner, dseq
    ) d`
  await sql`
    insert into deployment_group (owner, dseq, gseq, state, name, created_height, endpoints, ip_sequence_numbers,
      seen_height, seen_source)
    select owner, dseq, gseq, case when closed_height is null then 'open' else 'closed' end,
      (array['dcloud', 'akash', 'westcoast', 'global', 'placement-1'])[1 + pg_temp.dice(dseq::bigint, 20, 5)],
      created_height,
      '[{"resource": 0, "kind": "SHARED_HTTP", "sequenceNumber": 0}, {"resource": 0, "kind": "RANDOM_PORT", "sequenceNumber": 0}]'::jsonb
        || coalesce((select jsonb_agg(jsonb_build_object('resource', 0, 'kind', 'LEASED_IP', 'sequenceNumber', i))
          from generate_series(1, ip_endpoint_count) i), '[]'),
      array(select i::bigint from generate_series(1, ip_endpoint_count) i), seen_height, 'state'
    from lease`
}

/** Every lease's order, and one that is still open for every thousand, with its deployment and group. */
async function fillOrders(sql: Database, size: MarketSize): Promise<void> {
  await sql`
    insert into market_order (owner, dseq, gseq, oseq, state, created_height, seen_height, seen_source)
    select owner, dseq, gseq, oseq, case when closed_height is null then 'active' else 'closed' end, created_height,
      seen_height, 'state'
    from lease`
  await sql`create temp table waiting as
    select owner, 90000000 + row_number() over () as dseq, ${tip(size)}::bigint - pg_temp.dice(dseq::bigint, 21, 2000) as height
    from lease where dseq % 1000 = 1 and gseq = 1`
  await sql`
    insert into deployment (owner, dseq, state, hash, created_height, closed_height, seen_height, seen_source)
    select owner, dseq, 'active', '', height, null, height, 'event' from waiting`
  await sql`
    insert into deployment_group (owner, dseq, gseq, state, name, created_height, endpoints, ip_sequence_numbers,
      seen_height, seen_source)
    select owner, dseq, 1, 'open', 'dcloud', height, '[]', '{}', height, 'event' from waiting`
  await sql`
    insert into market_order (owner, dseq, gseq, oseq, state, created_height, seen_height, seen_source)
    select owner, dseq, 1, 1, 'open', height, height, 'event' from waiting`
}

/** The bid that won; to every other order one that lost, and two to each open order. */
async function fillBids(sql: Database, { providers }: MarketSize): Promise<void> {
  await sql`
    insert into bid (owner, dseq, gseq, oseq, provider, bseq, state, price_denom, price_amount, created_height,
      seen_height, seen_source)
    select owner, dseq, gseq, oseq, provider, bseq, case when closed_height is null then 'active' else 'closed' end,
      price_denom, price_amount, created_height, seen_height, 'state'
    from lease
    union all
    select l.owner, l.dseq, l.gseq, l.oseq, p.address, 0, case when l.dseq % 4 = 0 then 'open' else 'lost' end,
      l.price_denom, l.price_amount + 1, l.created_height, l.created_height, 'state'
    from lease l
    join account p on p.series = 2 and p.nth = pg_temp.dice(l.dseq::bigint, 22, ${providers}::int) and p.address <> l.provider
    where l.dseq % 2 = 0
    union all
    select w.owner, w.dseq, 1, 1, p.address, 0, 'open', 'uact', 10 + i, w.height, w.height, 'event'
    from waiting w, generate_series(0, 1) i
    join account p on p.series = 2 and p.nth = i`
}

async function fillProviders(sql: Database, size: MarketSize): Promise<void> {
  await sql`
    insert into provider (address, host_uri, email, website, attributes, active_lease_count, created_height,
      seen_height, seen_source)
    select address, format('https://provider.p%s.example:8443', n), format('ops@p%s.example', n), format('https://p%s.example', n),
      (select jsonb_agg(jsonb_build_object('key', key, 'value', value) order by i) from (values
        (1, 'region', (array['us-west', 'us-east', 'eu-west', 'eu-central', 'ap-south'])[1 + n % 5]),
        (2, 'host', 'akash'), (3, 'tier', 'community'), (4, 'organization', format('org-%s', n)),
        (5, 'feat-endpoint-ip', (n % 3 = 0)::text), (6, 'feat-endpoint-custom-domain', 'true'),
        (7, 'feat-persistent-storage', 'true'), (8, 'capabilities/storage/1/class', 'beta2'),
        (9, 'capabilities/storage/1/persistent', 'true'), (10, 'hardware-cpu', 'amd'),
        (11, 'hardware-cpu-arch', 'x86-64'), (12, 'hardware-disk', 'nvme'), (13, 'hardware-memory', 'ddr4ecc'),
        (14, 'network-provider', 'isp'), (15, 'network-speed-up', format('%s', 100 * (1 + n % 20))),
        (16, 'network-speed-down', format('%s', 100 * (1 + n % 20))), (17, 'location-type', 'colo'),
        (18, 'timezone', 'utc'), (19, 'country', 'XX'), (20, 'cuda', '12.4')
      ) as a(i, key, value)),
      coalesce(open_leases, 0),
      case when n % 4 = 0 then null else 1 + n end, ${tip(size)}::int, 'state'
    from (select address, nth as n from account where series = 2) p
    left join (
      select provider as address, count(*) as open_leases from lease where state in ('active', 'reclaiming') group by 1
    ) l using (address)`
  // Auditors sign the first attributes, some of them, or nothing.
  await sql`
    insert into provider_audit (provider, audits, seen_height, seen_source)
    select address, coalesce((
      select jsonb_agg(jsonb_build_object('auditor', au.address, 'attributes', (
        select jsonb_agg(a.one order by a.i) from jsonb_array_elements(attributes) with ordinality as a(one, i)
        where a.i <= 4 + (q.nth * 3 + au.nth * 5) % 12)) order by au.address)
      from account au where au.series = 3 and au.nth < q.nth % 3
    ), '[]'), ${tip(size)}::int, 'state'
    from provider join account q using (address)`
}

/** What the feed would hold had the index seen it all; for the last tenth also what is not about leases. */
async function fillFeed(sql: Database, size: MarketSize): Promise<void> {
  await sql`
    insert into change (position, kind, subject, height, at, owner, dseq, provider, lease_key, before, after)
    select row_number() over (order by height, rank, subject), kind, subject, height, b.time, owner, dseq, provider,
      lease_key, before, after
    from (
      select 6 as rank, 'LEASE_CREATED' as kind, key as subject, created_height as height, owner, dseq, provider,
        key as lease_key, null::json as before,
        json_build_object('state', 'ACTIVE', 'price', json_build_object('denom', created_price_denom, 'amount',
          trim_scale(created_price_amount)::text)) as after
      from lease
      union all
      select 7, 'LEASE_RECLAIM_STARTED', key, reclaim_started_height, owner, dseq, provider, key,
        json_build_object('state', 'ACTIVE'), json_build_object('state', 'RECLAIMING', 'deadline',
          to_char(to_timestamp(reclaim_deadline) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', upper(reclaim_reason))
      from lease where reclaim_started_height is not null
      union all
      select 9, 'LEASE_CLOSED', key, closed_height, owner, dseq, provider, key, json_build_object('state', 'ACTIVE'),
        json_build_object('state', upper(state), 'closeReason', upper(close_reason))
      from lease where closed_height is not null
      union all
      select 2, 'DEPLOYMENT_CREATED', key, created_height, owner, dseq, null, null, null, json_build_object('state', 'ACTIVE')
      from deployment where created_height > ${Math.round(lastCreated(size) * 0.9)}::int
      union all
      select 4, 'ORDER_CREATED', key, created_height, owner, dseq, null, null, null, json_build_object('state', 'OPEN')
      from market_order where created_height > ${Math.round(lastCreated(size) * 0.9)}::int
      union all
      select 5, 'BID_CREATED', key, created_height, owner, dseq, provider, null, null,
        json_build_object('state', 'OPEN', 'price', json_build_object('denom', price_denom, 'amount', trim_scale(price_amount)::text))
      from bid where created_height > ${Math.round(lastCreated(size) * 0.9)}::int
    ) c left join block b using (height)`
}

/** Everything is read; the index stands at the tip. */
async function fillProgress(sql: Database, size: MarketSize): Promise<void> {
  const lists = allLists.map((list, ordinal) => ({ ...list, ordinal }))
  await sql`
    insert into stage (kind, state, ordinal, done, total, finished)
    select kind, state, ordinal, 1000, 1000, true
    from json_to_recordset(${JSON.stringify(lists)}::text::json) as s(kind text, state text, ordinal int)`
  await sql`
    update cursor set chain_id = ${CHAIN_ID}, height = height.height, hash = height.hash, time = height.time,
      bootstrap_height = 1, latest_height = height.height, active_complete = true, updated_at = now()
    from block height where id = 1 and height.height = ${tip(size)}::int`
}
