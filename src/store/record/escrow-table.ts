import type { Coin } from '#domain/coin.ts'
import type { Escrow, EscrowState } from '#domain/record.ts'
import type { DeploymentIdRow } from './id-row.ts'
import { deploymentId, deploymentIdColumns, deploymentIdRow } from './id-row.ts'
import { recordTable } from './record-table.ts'

interface EscrowRow extends DeploymentIdRow {
  readonly state: EscrowState
  readonly settled_height: number
  readonly funds: readonly Coin[]
}

export const escrowTable = recordTable<Escrow, EscrowRow>({
  kind: 'escrow',
  name: 'deployment_escrow',
  columns: { ...deploymentIdColumns, state: 'text', settled_height: 'bigint', funds: 'jsonb' },
  hasState: true,
  encode: (record) => ({
    ...deploymentIdRow(record.id),
    state: record.state,
    settled_height: record.settledHeight,
    funds: record.funds,
  }),
  decode: (row) => ({
    kind: 'escrow',
    id: deploymentId(row),
    state: row.state,
    settledHeight: row.settled_height,
    funds: row.funds.map(({ denom, amount }) => ({ denom, amount })),
  }),
})
