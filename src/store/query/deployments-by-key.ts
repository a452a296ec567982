import type { Evidence, EvidenceSource } from '#domain/evidence.ts'
import type { Deployment, DeploymentState } from '#domain/record.ts'
import type { Queryable } from '../connection.ts'

/** A deployment as it is stored. */
export interface DeploymentRow extends Deployment {
  readonly key: string
  readonly evidence: Evidence
}

interface DeploymentColumns {
  readonly key: string
  readonly owner: string
  readonly dseq: string
  readonly state: DeploymentState
  readonly hash: string
  readonly created_height: number
  readonly closed_height: number | null
  readonly seen_height: number
  readonly seen_source: EvidenceSource
}

/** The deployments with these keys, in no order; absent ones are left out. */
export async function deploymentsByKey(sql: Queryable, keys: readonly string[]): Promise<DeploymentRow[]> {
  const rows = await sql<DeploymentColumns[]>`
    select key, owner, dseq, state, hash, created_height, closed_height, seen_height, seen_source
    from deployment where key = any(${[...keys]}::text[])`
  return rows.map((row) => ({
    kind: 'deployment',
    key: row.key,
    id: { owner: row.owner, dseq: BigInt(row.dseq) },
    state: row.state,
    hash: row.hash,
    createdHeight: row.created_height,
    closedHeight: row.closed_height,
    evidence: { source: row.seen_source, height: row.seen_height },
  }))
}
