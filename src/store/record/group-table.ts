import type { Endpoint, Group, GroupState } from '#domain/record.ts'
import { ipSequenceNumbers } from '#domain/record.ts'
import type { GroupIdRow } from './id-row.ts'
import { groupId, groupIdColumns, groupIdRow } from './id-row.ts'
import { recordTable } from './record-table.ts'

interface GroupRow extends GroupIdRow {
  readonly state: GroupState
  readonly name: string
  readonly created_height: number
  readonly endpoints: readonly Endpoint[]
  readonly ip_sequence_numbers: readonly number[]
}

export const groupTable = recordTable<Group, GroupRow>({
  kind: 'group',
  name: 'deployment_group',
  columns: {
    ...groupIdColumns,
    state: 'text',
    name: 'text',
    created_height: 'bigint',
    endpoints: 'jsonb',
    ip_sequence_numbers: 'bigint[]',
  },
  hasState: true,
  encode: (record) => ({
    ...groupIdRow(record.id),
    state: record.state,
    name: record.name,
    created_height: record.createdHeight,
    endpoints: record.endpoints,
    ip_sequence_numbers: ipSequenceNumbers(record.endpoints),
  }),
  decode: (row) => ({
    kind: 'group',
    id: groupId(row),
    state: row.state,
    name: row.name,
    createdHeight: row.created_height,
    endpoints: row.endpoints.map(({ resource, kind, sequenceNumber }) => ({
      resource,
      kind,
      sequenceNumber,
    })),
  }),
})
