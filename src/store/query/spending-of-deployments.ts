import type { Charge } from '#domain/escrow.ts'
import { parseDeploymentKey } from '#domain/ids.ts'
import type { Queryable } from '../connection.ts'

/** What a lease costs its deployment. */
export interface ChargeRow extends Charge {
  readonly deploymentKey: string
}

interface ChargeColumns {
  readonly deployment_key: string
  readonly price_denom: string
  readonly price_amount: string
  readonly created_height: number
  readonly closed_height: number | null
}

/** The leases that these deployments' accounts pay for: those that run, and those that ended after an account was settled. */
export async function spendingOfDeployments(sql: Queryable, keys: readonly string[]): Promise<ChargeRow[]> {
  const dseqs = keys.map((key) => parseDeploymentKey(key).dseq.toString())
  const rows = await sql<ChargeColumns[]>`
    select l.deployment_key, l.price_denom, l.price_amount, l.created_height, l.closed_height
    from unnest(${[...keys]}::text[], ${dseqs}::numeric[]) as d (key, dseq)
    join deployment_escrow e on e.key = d.key
    join lease l on l.dseq = d.dseq and l.deployment_key = d.key
      and (l.state in ('active', 'reclaiming') or l.closed_height > e.settled_height)`
  return rows.map((row) => ({
    deploymentKey: row.deployment_key,
    price: { denom: row.price_denom, amount: row.price_amount },
    createdHeight: row.created_height,
    closedHeight: row.closed_height,
  }))
}
