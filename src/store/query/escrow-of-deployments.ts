import type { Evidence, EvidenceSource } from '#domain/evidence.ts'
import type { Escrow, EscrowState } from '#domain/record.ts'
import type { Queryable } from '../connection.ts'

/** An escrow account as it is stored; its key is its deployment's. */
export interface EscrowRow extends Pick<Escrow, 'state' | 'settledHeight' | 'funds'> {
  readonly key: string
  readonly evidence: Evidence
}

interface EscrowColumns {
  readonly key: string
  readonly state: EscrowState
  readonly settled_height: number
  readonly funds: Escrow['funds']
  readonly seen_height: number
  readonly seen_source: EvidenceSource
}

/** The escrow accounts of these deployments, in no order; those that were never read are left out. */
export async function escrowOfDeployments(sql: Queryable, keys: readonly string[]): Promise<EscrowRow[]> {
  const rows = await sql<EscrowColumns[]>`
    select key, state, settled_height, funds, seen_height, seen_source
    from deployment_escrow where key = any(${[...keys]}::text[])`
  return rows.map((row) => ({
    key: row.key,
    state: row.state,
    settledHeight: row.settled_height,
    funds: row.funds,
    evidence: { source: row.seen_source, height: row.seen_height },
  }))
}
