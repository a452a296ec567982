import type { CloseReason, Lease, LeaseState, Reclaim } from '#domain/record.ts'
import type { BidIdRow } from './id-row.ts'
import { bidId, bidIdColumns, bidIdRow } from './id-row.ts'
import { recordTable } from './record-table.ts'

interface LeaseRow extends BidIdRow {
  readonly state: LeaseState
  readonly price_denom: string
  readonly price_amount: string
  readonly created_height: number
  readonly closed_height: number | null
  readonly close_reason: CloseReason | null
  readonly reclaim_window_seconds: number | null
  readonly reclaim_started_height: number | null
  readonly reclaim_deadline: number | null
  readonly reclaim_reason: CloseReason | null
}

export const leaseTable = recordTable<Lease, LeaseRow>({
  kind: 'lease',
  name: 'lease',
  columns: {
    ...bidIdColumns,
    state: 'text',
    price_denom: 'text',
    price_amount: 'numeric',
    created_height: 'bigint',
    closed_height: 'bigint',
    close_reason: 'text',
    reclaim_window_seconds: 'bigint',
    reclaim_started_height: 'bigint',
    reclaim_deadline: 'bigint',
    reclaim_reason: 'text',
  },
  insertOnly: {
    created_price_denom: 'r.price_denom',
    created_price_amount: 'r.price_amount',
    // A group that arrives later sets it then; see derived.ts.
    ip_endpoint_count: `(select cardinality(g.ip_sequence_numbers) from deployment_group g
      where g.key = r.owner || '/' || r.dseq::text || '/' || r.gseq::text)`,
  },
  hasState: true,
  encode: (record) => ({
    ...bidIdRow(record.id),
    state: record.state,
    price_denom: record.price.denom,
    price_amount: record.price.amount,
    created_height: record.createdHeight,
    closed_height: record.closedHeight,
    close_reason: record.closeReason,
    reclaim_window_seconds: record.reclaim?.windowSeconds ?? null,
    reclaim_started_height: record.reclaim?.startedHeight ?? null,
    reclaim_deadline: record.reclaim?.deadline ?? null,
    reclaim_reason: record.reclaim?.reason ?? null,
  }),
  decode: (row) => ({
    kind: 'lease',
    id: bidId(row),
    state: row.state,
    price: { denom: row.price_denom, amount: row.price_amount },
    createdHeight: row.created_height,
    closedHeight: row.closed_height,
    closeReason: row.close_reason,
    reclaim: reclaim(row),
  }),
})

function reclaim(row: LeaseRow): Reclaim | null {
  if (row.reclaim_window_seconds === null) return null
  return {
    windowSeconds: row.reclaim_window_seconds,
    startedHeight: row.reclaim_started_height,
    deadline: row.reclaim_deadline,
    reason: row.reclaim_reason,
  }
}
