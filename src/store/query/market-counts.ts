import type { Queryable } from '../connection.ts'

/** What a first look at the market wants to know. */
export interface MarketCounts {
  /** Leases in state active or reclaiming. */
  readonly activeLeases: number
  /** Of those, the ones that want at least one IP. */
  readonly activeIpLeases: number
  readonly providers: number
  /** Of those, the ones that say they lease IPs. */
  readonly providersWithIps: number
  /** Orders that wait for a lease. */
  readonly openOrders: number
}

const NONE: MarketCounts = {
  activeLeases: 0,
  activeIpLeases: 0,
  providers: 0,
  providersWithIps: 0,
  openOrders: 0,
}

/** Counts what is open, from the small indexes that hold only that, and the providers, of which there are few. */
export async function marketCounts(sql: Queryable): Promise<MarketCounts> {
  const [row] = await sql<MarketCounts[]>`
    select l."activeLeases", l."activeIpLeases", p.providers, p."providersWithIps", o."openOrders"
    from (
      select count(*) as "activeLeases", count(*) filter (where ip_endpoint_count > 0) as "activeIpLeases"
      from lease where state in ('active', 'reclaiming')
    ) l, (
      select count(*) as providers, count(*) filter (where declares_ip_leases) as "providersWithIps" from provider
    ) p, (select count(*) as "openOrders" from market_order where state = 'open') o`
  return row ?? NONE
}
