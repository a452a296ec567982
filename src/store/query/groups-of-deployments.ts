import type { GroupState } from '#domain/record.ts'
import type { Queryable } from '../connection.ts'

/** A deployment group, as readers see it. */
export interface GroupRow {
  readonly key: string
  readonly deploymentKey: string
  readonly gseq: number
  readonly name: string
  readonly state: GroupState
  /** The distinct sequence numbers of its LEASED_IP endpoints, ascending. */
  readonly ipSequenceNumbers: readonly number[]
}

interface GroupColumns {
  readonly key: string
  readonly deployment_key: string
  readonly gseq: number
  readonly name: string
  readonly state: GroupState
  readonly ip_sequence_numbers: readonly number[]
}

/** The groups of these deployments, by gseq. */
export async function groupsOfDeployments(sql: Queryable, keys: readonly string[]): Promise<GroupRow[]> {
  const rows = await sql<GroupColumns[]>`
    select key, deployment_key, gseq, name, state, ip_sequence_numbers
    from deployment_group where deployment_key = any(${[...keys]}::text[]) order by gseq`
  return rows.map((row) => ({
    key: row.key,
    deploymentKey: row.deployment_key,
    gseq: row.gseq,
    name: row.name,
    state: row.state,
    ipSequenceNumbers: row.ip_sequence_numbers,
  }))
}
