import type { Change } from '#domain/change.ts'
import type { Lease } from '#domain/record.ts'
import { commit } from '#store/commit.ts'
import * as test from '#store/test-records.ts'
import { CHAIN_ID, openTestGateway, type TestGateway, type TestOptions } from './test-gateway.ts'

export const { owner, provider } = test
const other = { ...test.bidId, oseq: 2 }
const reclaiming: Lease = {
  ...test.lease,
  id: other,
  state: 'reclaiming',
  price: { denom: 'uact', amount: '0.000000000000000001' },
  createdHeight: 12,
  reclaim: { windowSeconds: 60, startedHeight: 30, deadline: 1_800_000_000, reason: 'decommission' },
}
export const key = `${owner}/7/1/1/${provider}/0`
export const closing: Change = {
  kind: 'LEASE_CLOSED',
  subject: key,
  height: 20,
  before: { state: 'ACTIVE' },
  after: { state: 'CLOSED', closeReason: 'OWNER' },
}
const bidClosing: Change = { kind: 'BID_CLOSED', subject: key, height: 20, before: null, after: null }

/** The numbers of a closed lease, as the schema writes them. */
export const leaseId = `{ owner: "${owner}", dseq: "7", provider: "${provider}" }`

/** A gateway over one deployment with a closed lease that the feed knows of, and a running one that is being taken back. */
export async function openTestWorld(options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openTestGateway(options)
  const identity = { chainId: CHAIN_ID, epoch: 0 }
  const first = [...test.everything, reclaiming, { ...test.order, id: other, state: 'active' } as const]
  await commit(gateway.database.sql, test.commitAt(1, { records: test.seenAt(1, first) }), identity)
  const second = test.commitAt(2, {
    records: [{ record: test.closedLease, evidence: { source: 'event', height: 20 } }],
    changes: [closing, bidClosing],
    blocks: [{ height: 20, hash: test.hashAt(20), time: new Date('2026-01-02T03:04:05Z') }],
    stages: [
      { list: { kind: 'provider', state: '' }, resume: null, done: 5, total: 4, finished: true },
      { list: { kind: 'lease', state: 'closed' }, resume: null, done: 3, total: 10, finished: false },
    ],
  })
  await commit(gateway.database.sql, second, identity)
  return gateway
}
