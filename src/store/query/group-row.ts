import type { GroupState } from '#domain/record.ts'

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

/** The columns of `deployment_group` as the driver hands them over. */
export interface GroupColumns {
  readonly key: string
  readonly deployment_key: string
  readonly gseq: number
  readonly name: string
  readonly state: GroupState
  readonly ip_sequence_numbers: readonly number[]
}

export const groupRow = (columns: GroupColumns): GroupRow => ({
  key: columns.key,
  deploymentKey: columns.deployment_key,
  gseq: columns.gseq,
  name: columns.name,
  state: columns.state,
  ipSequenceNumbers: columns.ip_sequence_numbers,
})
