import type { Evidence, EvidenceSource } from '#domain/evidence.ts'
import type { Price } from '#domain/price.ts'
import type { CloseReason, Lease, LeaseState } from '#domain/record.ts'

/** A lease as it is stored, and what the index knows of it beyond the chain's own record. */
export interface LeaseRow extends Lease {
  readonly key: string
  readonly deploymentKey: string
  /** The first price that the index knows. */
  readonly createdPrice: Price
  /** Null: its group is not known yet. */
  readonly ipEndpointCount: number | null
  readonly evidence: Evidence
}

/** The columns of `lease` as the driver hands them over: int8 and numeric are text. */
export interface LeaseColumns {
  readonly key: string
  readonly deployment_key: string
  readonly owner: string
  readonly dseq: string
  readonly gseq: number
  readonly oseq: number
  readonly provider: string
  readonly bseq: number
  readonly state: LeaseState
  readonly price_denom: string
  readonly price_amount: string
  readonly created_price_denom: string
  readonly created_price_amount: string
  readonly created_height: number
  readonly closed_height: number | null
  readonly close_reason: CloseReason | null
  readonly reclaim_window_seconds: number | null
  readonly reclaim_started_height: number | null
  readonly reclaim_deadline: number | null
  readonly reclaim_reason: CloseReason | null
  readonly ip_endpoint_count: number | null
  readonly seen_height: number
  readonly seen_source: EvidenceSource
}

export function leaseRow(columns: LeaseColumns): LeaseRow {
  return {
    kind: 'lease',
    key: columns.key,
    deploymentKey: columns.deployment_key,
    id: {
      owner: columns.owner,
      dseq: BigInt(columns.dseq),
      gseq: columns.gseq,
      oseq: columns.oseq,
      provider: columns.provider,
      bseq: columns.bseq,
    },
    state: columns.state,
    price: { denom: columns.price_denom, amount: columns.price_amount },
    createdPrice: { denom: columns.created_price_denom, amount: columns.created_price_amount },
    createdHeight: columns.created_height,
    closedHeight: columns.closed_height,
    closeReason: columns.close_reason,
    reclaim: reclaimOf(columns),
    ipEndpointCount: columns.ip_endpoint_count,
    evidence: { source: columns.seen_source, height: columns.seen_height },
  }
}

function reclaimOf(columns: LeaseColumns): Lease['reclaim'] {
  if (columns.reclaim_window_seconds === null) return null
  return {
    windowSeconds: columns.reclaim_window_seconds,
    startedHeight: columns.reclaim_started_height,
    deadline: columns.reclaim_deadline,
    reason: columns.reclaim_reason,
  }
}
