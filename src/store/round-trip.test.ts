import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ChainRecord } from '#domain/record.ts'
import {
  bidStates,
  closeReasons,
  deploymentStates,
  endpointKinds,
  escrowStates,
  groupStates,
  orderStates,
  refOf,
} from '#domain/record.ts'
import type { Store } from './store.ts'
import { createStore } from './store.ts'
import type { MigratedDatabase } from './test-database.ts'
import { openTestDatabase } from './test-database.ts'
import { commitAt, everything, owner, provider, providerRecord, seenAt } from './test-records.ts'

let database: MigratedDatabase
let store: Store
let height = 0

beforeAll(async () => {
  database = await openTestDatabase()
  store = createStore({ sql: database.sql, chainId: 'test-1', epoch: 0 })
})
afterAll(() => database.close())

async function throughTheStore(record: ChainRecord): Promise<ChainRecord | undefined> {
  height += 1
  await store.commit(commitAt(height, { records: seenAt(height, [record]) }))
  const [known] = await store.load([refOf(record)])
  expect(known?.evidence).toEqual({ source: 'state', height })
  return known?.record
}

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const someHeight = fc.integer({ min: 0, max: 2 ** 53 - 1 })
const text = fc.string({ unit: 'grapheme' }).filter((s) => !s.includes('\0'))
const dseq = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const fraction = fc.stringMatching(/^\d{0,17}[1-9]$/)
const amount = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 60n }).map(String),
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 60n }), fraction).map(([whole, part]) => `${whole}.${part}`),
)
const price = fc.record({ denom: text, amount })
const bidId = fc.record({
  owner: fc.constant(owner),
  dseq,
  gseq: uint32,
  oseq: uint32,
  provider: fc.constant(provider),
  bseq: uint32,
})
const groupId = bidId.map(({ owner, dseq, gseq }) => ({ owner, dseq, gseq }))
const attributes = fc.array(fc.record({ key: text, value: text }))
const reason = fc.constantFrom(...closeReasons)
const reclaim = fc.record({
  windowSeconds: someHeight,
  startedHeight: fc.option(someHeight),
  deadline: fc.option(fc.integer()),
  reason: fc.option(reason),
})
const closing = fc.oneof(
  fc.record({
    state: fc.constantFrom('active', 'reclaiming'),
    closedHeight: fc.constant(null),
    closeReason: fc.constant(null),
  }),
  fc.record({
    state: fc.constantFrom('closed', 'insufficient_funds'),
    closedHeight: fc.constant(2 ** 53 - 1),
    closeReason: reason,
  }),
)

const record: fc.Arbitrary<ChainRecord> = fc.oneof(
  fc.constantFrom(...deploymentStates).chain((state) =>
    fc.record({
      kind: fc.constant('deployment'),
      id: groupId.map(({ owner, dseq }) => ({ owner, dseq })),
      state: fc.constant(state),
      hash: fc.stringMatching(/^([0-9a-f]{2}){0,32}$/),
      createdHeight: someHeight,
      closedHeight: fc.constant(state === 'closed' ? 2 ** 53 - 1 : null),
    }),
  ),
  fc.record({
    kind: fc.constant('group'),
    id: groupId,
    state: fc.constantFrom(...groupStates),
    name: text,
    createdHeight: someHeight,
    endpoints: fc.array(
      fc.record({ resource: uint32, kind: fc.constantFrom(...endpointKinds), sequenceNumber: uint32 }),
    ),
  }),
  fc.record({
    kind: fc.constant('order'),
    id: bidId.map(({ owner, dseq, gseq, oseq }) => ({ owner, dseq, gseq, oseq })),
    state: fc.constantFrom(...orderStates),
    createdHeight: someHeight,
  }),
  fc.record({
    kind: fc.constant('bid'),
    id: bidId,
    state: fc.constantFrom(...bidStates),
    price,
    createdHeight: someHeight,
  }),
  fc
    .record({ id: bidId, price, createdHeight: someHeight, closing, reclaim: fc.option(reclaim) })
    .map(({ closing, reclaim, ...rest }) => ({ kind: 'lease', ...rest, ...closing, reclaim }) as const),
  fc.record({
    kind: fc.constant('provider'),
    address: fc.constant(provider),
    hostUri: text,
    email: text,
    website: text,
    attributes,
  }),
  fc.record({
    kind: fc.constant('audits'),
    provider: fc.constant(provider),
    audits: fc.array(fc.record({ auditor: text, attributes })),
  }),
  fc.record({
    kind: fc.constant('escrow'),
    id: groupId.map(({ owner, dseq }) => ({ owner, dseq })),
    state: fc.constantFrom(...escrowStates),
    settledHeight: someHeight,
    funds: fc.array(price.chain((coin) => fc.constantFrom(coin, { ...coin, amount: `-${coin.amount}` }))),
  }),
)

it('gives every record back exactly as it was', async () => {
  await fc.assert(
    fc.asyncProperty(record, async (one) => {
      expect(await throughTheStore(one)).toEqual(one)
    }),
    { numRuns: 400 },
  )
})

it('keeps the order of the fields, which the hash rests on', async () => {
  for (const one of everything) {
    const known = await throughTheStore(one)
    expect(Object.keys(known ?? {})).toEqual(Object.keys(one))
  }
  expect(JSON.stringify(await throughTheStore(providerRecord))).toBe(JSON.stringify(providerRecord))
})

it('replaces what Postgres cannot hold, NUL and lone surrogates, and fails on neither', async () => {
  const odd = { ...providerRecord, email: 'a\0b', attributes: [{ key: 'k\0', value: '\ud800 \\u0000' }] }
  expect(await throughTheStore(odd)).toEqual({
    ...providerRecord,
    email: 'a\ufffdb',
    attributes: [{ key: 'k\ufffd', value: '\ufffd \\u0000' }],
  })
})

it('stores an attribute of 10 MB', async () => {
  const big = { ...providerRecord, attributes: [{ key: 'big', value: '"\\é'.repeat(2_500_000) }] }
  expect(await throughTheStore(big)).toEqual(big)
})
