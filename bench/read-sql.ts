import { leaseKey, type Question } from './read-mix.ts'

/** The four questions as one statement each that makes the answer's JSON in the database, literals inlined. */
export function rawSql(question: Question): string {
  switch (question.name) {
    case 'lease':
      return leaseById(leaseKey(question.id))
    case 'providerLeases':
      return leasesOfProvider(question.address)
    case 'topProviders':
      return topProviders
    case 'history':
      return leaseHistory(leaseKey(question.id))
  }
}

const price = `(select row_to_json(m) from (select l.created_price_denom as denom, l.created_price_amount::text as amount) m)`

const groups = `(select row_to_json(d) from (select coalesce((select json_agg(g) from (
    select name, (select coalesce(json_agg(json_build_object('sequenceNumber', n)), '[]') from unnest(ip_sequence_numbers) n) as "ipEndpoints"
    from deployment_group where deployment_key = l.deployment_key order by gseq limit 10) g), '[]') as groups
  from deployment where key = l.deployment_key) d)`

const leaseById = (key: string) => `
select row_to_json(a) from (select (select row_to_json(o) from (
  select l.owner, l.dseq::text as dseq, upper(l.state) as state, l.created_height::text as "createdHeight",
    ${price} as price,
    (select row_to_json(p) from (select address, host_uri as "hostUri" from provider where address = l.provider) p) as provider,
    ${groups} as deployment
  from lease l where l.key = '${key}') o) as lease) a`

const leasesOfProvider = (address: string) => `
select row_to_json(a) from (select (select row_to_json(o) from (
  select address, host_uri as "hostUri", (
    with page as (
      select * from lease where provider = p.address and state = 'active' and state in ('active', 'reclaiming')
      order by created_height desc, key desc limit 21
    ), shown as (select * from page limit 20)
    select json_build_object(
      'nodes', coalesce((select json_agg(n) from (
        select l.owner, l.dseq::text as dseq, l.created_height::text as "createdHeight",
          ${price} as price, ${groups} as deployment,
          (select row_to_json(e) from (select 'CHAIN_' || upper(l.seen_source) as source, l.seen_height::text as height,
            (select time from block where height = l.seen_height) as "observedAt") e) as evidence
        from shown l) n), '[]'),
      'pageInfo', json_build_object('hasNextPage', (select count(*) > 20 from page), 'endCursor', (
        select encode(convert_to(json_build_array(created_height::text, key)::text, 'UTF8'), 'base64')
        from shown order by created_height, key limit 1)))
  ) as leases
  from provider p where address = '${address}') o) as provider) a`

const topProviders = `
select row_to_json(a) from (select json_build_object('nodes', (select json_agg(o) from (
  select address, host_uri as "hostUri", active_lease_count as "activeLeaseCount",
    (select json_agg(t.one order by t.n) from jsonb_array_elements(p.attributes) with ordinality as t(one, n)) as attributes,
    (select coalesce(json_agg(s->>'auditor' order by s->>'auditor'), '[]') from jsonb_array_elements(u.audits) s) as "auditedBy"
  from (select * from provider order by active_lease_count desc, address desc limit 20) p
  left join provider_audit u on u.provider = p.address
  order by active_lease_count desc, address desc) o)) as providers) a`

const leaseHistory = (key: string) => `
select row_to_json(a) from (select (select row_to_json(o) from (
  select upper(state) as state, json_build_object('nodes', coalesce((select json_agg(e) from (
    select kind, at, height::text as height, before, after from change
    where subject = l.key and lease_key is not null order by change.height limit 20) e), '[]')) as events
  from lease l where key = '${key}') o) as lease) a`
