import type { BidId, DeploymentId, GroupId, OrderId } from '#domain/ids.ts'

/** Ids as columns. numeric holds what int8 does not: 2^64−1. */
export interface DeploymentIdRow {
  readonly owner: string
  readonly dseq: string
}
export interface GroupIdRow extends DeploymentIdRow {
  readonly gseq: number
}
export interface OrderIdRow extends GroupIdRow {
  readonly oseq: number
}
export interface BidIdRow extends OrderIdRow {
  readonly provider: string
  readonly bseq: number
}

export const deploymentIdColumns = { owner: 'text', dseq: 'numeric' } as const
export const groupIdColumns = { ...deploymentIdColumns, gseq: 'bigint' } as const
export const orderIdColumns = { ...groupIdColumns, oseq: 'bigint' } as const
export const bidIdColumns = { ...orderIdColumns, provider: 'text', bseq: 'bigint' } as const

export const deploymentIdRow = (id: DeploymentId): DeploymentIdRow => ({
  owner: id.owner,
  dseq: id.dseq.toString(),
})
export const groupIdRow = (id: GroupId): GroupIdRow => ({ ...deploymentIdRow(id), gseq: id.gseq })
export const orderIdRow = (id: OrderId): OrderIdRow => ({ ...groupIdRow(id), oseq: id.oseq })
export const bidIdRow = (id: BidId): BidIdRow => ({
  ...orderIdRow(id),
  provider: id.provider,
  bseq: id.bseq,
})

export const deploymentId = (row: DeploymentIdRow): DeploymentId => ({
  owner: row.owner,
  dseq: BigInt(row.dseq),
})
export const groupId = (row: GroupIdRow): GroupId => ({ ...deploymentId(row), gseq: row.gseq })
export const orderId = (row: OrderIdRow): OrderId => ({ ...groupId(row), oseq: row.oseq })
export const bidId = (row: BidIdRow): BidId => ({ ...orderId(row), provider: row.provider, bseq: row.bseq })
