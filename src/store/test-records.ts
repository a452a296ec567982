import type {
  Bid,
  ChainRecord,
  Deployment,
  Escrow,
  Group,
  Lease,
  Order,
  Provider,
  ProviderAudits,
} from '#domain/record.ts'
import type { Commit, Cursor } from './commit-input.ts'
import type { Known } from './record/record-table.ts'

/** Of 20 bytes 0x00, and of 20 bytes 0x01. */
export const owner = 'akash1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq7cdc78'
export const provider = 'akash1qyqszqgpqyqszqgpqyqszqgpqyqszqgplgve5x'

export const bidId = { owner, dseq: 7n, gseq: 1, oseq: 1, provider, bseq: 0 }
export const deployment: Deployment = {
  kind: 'deployment',
  id: { owner, dseq: 7n },
  state: 'active',
  hash: 'ab'.repeat(32),
  createdHeight: 10,
  closedHeight: null,
}
export const escrow: Escrow = {
  kind: 'escrow',
  id: { owner, dseq: 7n },
  state: 'open',
  settledHeight: 12,
  funds: [
    { denom: 'uact', amount: '4999999.5' },
    { denom: 'uakt', amount: '250' },
  ],
}
export const group: Group = {
  kind: 'group',
  id: { owner, dseq: 7n, gseq: 1 },
  state: 'open',
  name: 'westcoast',
  createdHeight: 10,
  endpoints: [
    { resource: 0, kind: 'SHARED_HTTP', sequenceNumber: 0 },
    { resource: 0, kind: 'LEASED_IP', sequenceNumber: 2 },
    { resource: 1, kind: 'LEASED_IP', sequenceNumber: 1 },
    { resource: 1, kind: 'LEASED_IP', sequenceNumber: 2 },
  ],
}
export const order: Order = {
  kind: 'order',
  id: { owner, dseq: 7n, gseq: 1, oseq: 1 },
  state: 'open',
  createdHeight: 10,
}
export const bid: Bid = {
  kind: 'bid',
  id: bidId,
  state: 'open',
  price: { denom: 'uakt', amount: '12.5' },
  createdHeight: 11,
}
export const lease: Lease = {
  kind: 'lease',
  id: bidId,
  state: 'active',
  price: { denom: 'uakt', amount: '12.5' },
  createdHeight: 12,
  closedHeight: null,
  closeReason: null,
  reclaim: null,
}
export const closedLease: Lease = { ...lease, state: 'closed', closedHeight: 20, closeReason: 'owner' }
export const providerRecord: Provider = {
  kind: 'provider',
  address: provider,
  hostUri: 'https://provider.example:8443',
  email: '',
  website: '',
  attributes: [{ key: 'feat-endpoint-ip', value: 'true' }],
}
export const audits: ProviderAudits = {
  kind: 'audits',
  provider,
  audits: [{ auditor: owner, attributes: [{ key: 'region', value: 'us-west' }] }],
}
export const everything: readonly ChainRecord[] = [
  deployment,
  group,
  order,
  bid,
  lease,
  providerRecord,
  audits,
  escrow,
]

export const hashAt = (height: number) => height.toString(16).toUpperCase().padStart(64, '0')

export const cursorAt = (height: number): Cursor => ({
  height,
  hash: hashAt(height),
  time: new Date(1_700_000_000_000 + height * 6000),
  bootstrapHeight: 1,
  activeComplete: true,
  resyncNeeded: false,
})

export const seenAt = (height: number, records: readonly ChainRecord[]): Known[] =>
  records.map((record) => ({ record, evidence: { source: 'state', height } }))

/** A commit from block `height` − 1 (the first one from nothing, at height 1) to `height`. */
export function commitAt(height: number, parts: Partial<Commit> = {}): Commit {
  return {
    expected: height === 1 ? null : { height: height - 1, hash: hashAt(height - 1) },
    cursor: cursorAt(height),
    latestHeight: height,
    records: [],
    removed: [],
    changes: [],
    blocks: [],
    quarantined: [],
    received: 0,
    stages: [],
    ...parts,
  }
}
