import type { Deployment, DeploymentState } from '#domain/record.ts'
import type { DeploymentIdRow } from './id-row.ts'
import { deploymentId, deploymentIdColumns, deploymentIdRow } from './id-row.ts'
import { recordTable } from './record-table.ts'

interface DeploymentRow extends DeploymentIdRow {
  readonly state: DeploymentState
  readonly hash: string
  readonly created_height: number
  readonly closed_height: number | null
}

export const deploymentTable = recordTable<Deployment, DeploymentRow>({
  kind: 'deployment',
  name: 'deployment',
  columns: {
    ...deploymentIdColumns,
    state: 'text',
    hash: 'text',
    created_height: 'bigint',
    closed_height: 'bigint',
  },
  hasState: true,
  encode: (record) => ({
    ...deploymentIdRow(record.id),
    state: record.state,
    hash: record.hash,
    created_height: record.createdHeight,
    closed_height: record.closedHeight,
  }),
  decode: (row) => ({
    kind: 'deployment',
    id: deploymentId(row),
    state: row.state,
    hash: row.hash,
    createdHeight: row.created_height,
    closedHeight: row.closed_height,
  }),
})
