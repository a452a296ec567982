import { describe, expect, it } from 'vitest'
import type { BlockFacts, ChainEvent } from '#domain/event.ts'
import { changeId } from '#domain/past-changes.ts'
import type { Bid, ChainRecord, Lease, Order } from '#domain/record.ts'
import type { Known } from '../ports.ts'
import { applyEvents } from './apply-events.ts'
import { applyReads } from './apply-reads.ts'
import { eventNews, inFeedOrder, newsOf, recordsByRef } from './news.ts'
import { matchedOrders, refsToRead, wonBids } from './touched.ts'
import { WorkingSet } from './working-set.ts'

const order = { owner: 'o', dseq: 1n, gseq: 1, oseq: 1 }
const id = { ...order, provider: 'p', bseq: 0 }
const price = { denom: 'uact', amount: '10' }
const provider: ChainRecord = {
  kind: 'provider',
  address: 'p',
  hostUri: '',
  email: '',
  website: '',
  attributes: [],
}
const group: ChainRecord = {
  kind: 'group',
  id: { owner: 'o', dseq: 1n, gseq: 1 },
  state: 'open',
  name: 'g',
  createdHeight: 1,
  endpoints: [],
}
const seen = (record: ChainRecord, height = 1): Known => ({ record, evidence: { source: 'state', height } })

const block = (height: number, ...events: ChainEvent[]): BlockFacts => ({
  height,
  hash: `H${height}`,
  parentHash: `H${height - 1}`,
  time: new Date(height * 1000),
  events: events.map((event, eventIndex) => ({ txIndex: 0, eventIndex, event })),
  quarantined: [],
  received: events.length,
})
const window = { from: 5, to: 9, bootstrapHeight: 4 }
const start = () => new WorkingSet([seen(provider), seen(group)])
const record = (set: WorkingSet, kind: 'order' | 'bid' | 'lease') =>
  set.get({ kind, key: kind === 'order' ? 'o/1/1/1' : 'o/1/1/1/p/0' })?.record

describe('a lease is born', () => {
  const blocks = [
    block(5, { kind: 'order-created', id: order }),
    block(6, { kind: 'bid-created', id, price }),
    block(7, { kind: 'lease-created', id, price }),
  ]

  it('makes its order and bid active, which no event says', () => {
    const set = start()
    expect(applyEvents(set, blocks)).toEqual([])
    expect((record(set, 'order') as Order).state).toBe('active')
    expect((record(set, 'bid') as Bid).state).toBe('active')
    expect((record(set, 'lease') as Lease).createdHeight).toBe(7)
  })

  it('asks state for the lease and looks at the losers of the order', () => {
    expect(refsToRead(blocks)).toEqual([{ kind: 'lease', key: 'o/1/1/1/p/0' }])
    expect(matchedOrders(blocks)).toEqual(['o/1/1/1'])
    expect(wonBids(blocks)).toEqual(['o/1/1/1/p/0'])
  })

  it('asks for what nobody told us of', () => {
    expect(applyEvents(new WorkingSet([]), [blocks[2] ?? block(0)]).map((ref) => ref.kind)).toEqual([
      'order',
      'bid',
      'deployment',
      'provider',
      'audits',
    ])
  })
})

describe('a lease ends', () => {
  const open: Lease = {
    kind: 'lease',
    id,
    state: 'active',
    price,
    createdHeight: 3,
    closedHeight: null,
    closeReason: null,
    reclaim: null,
  }
  const close = (reason: Lease['closeReason']) =>
    block(8, { kind: 'lease-closed', id, reason: reason ?? 'unknown' })

  it('out of funds when the reason says so', () => {
    const set = new WorkingSet([seen(open)])
    applyEvents(set, [close('insufficient_funds')])
    expect(record(set, 'lease')).toMatchObject({ state: 'insufficient_funds', closedHeight: 8 })
  })

  it('in the block that made it, with its order', () => {
    const set = start()
    const created = block(6, { kind: 'order-created', id: order }, { kind: 'bid-created', id, price })
    const rest: ChainEvent[] = [
      { kind: 'lease-created', id, price },
      { kind: 'lease-closed', id, reason: 'owner' },
      { kind: 'order-closed', id: order },
    ]
    expect(applyEvents(set, [created, block(7, ...rest)])).toEqual([])
    expect(record(set, 'lease')).toMatchObject({ state: 'closed', createdHeight: 7, closedHeight: 7 })
    expect(record(set, 'order')).toMatchObject({ state: 'closed' })
  })

  it('once: a second closing does not fit and is left to state', () => {
    const set = new WorkingSet([seen(open)])
    expect(applyEvents(set, [close('owner'), { ...close('owner'), height: 9 }])).toEqual([
      { kind: 'lease', key: 'o/1/1/1/p/0' },
    ])
    expect(record(set, 'lease')).toMatchObject({ closedHeight: 8 })
  })

  it('is told as news even when the record was read ahead of the block', () => {
    const closed: Lease = { ...open, state: 'closed', closedHeight: 8, closeReason: 'owner' }
    const known = [seen(closed, 20)]
    const set = new WorkingSet(known)
    applyEvents(set, [close('owner')])
    expect(set.changed()).toEqual([])
    expect(newsOf(set.all(), recordsByRef(known), window).map(changeId)).toEqual([
      'LEASE_CLOSED/o/1/1/1/p/0@8',
    ])
  })

  it('is history, not news, when it was over before bootstrap', () => {
    const closed: Lease = { ...open, state: 'closed', closedHeight: 4, closeReason: 'owner' }
    expect(newsOf([closed], new Map(), window)).toEqual([])
  })

  it('is told late when nobody told it', () => {
    const closed: Lease = { ...open, state: 'closed', closedHeight: 6, closeReason: 'owner' }
    const later = { from: 10, to: 12, bootstrapHeight: 4 }
    expect(newsOf([closed], recordsByRef([seen(open)]), later).map(changeId)).toEqual([
      'LEASE_CLOSED/o/1/1/1/p/0@6',
    ])
  })

  it('names a price that the chain changed without an event', () => {
    const migrated: Lease = { ...open, price: { denom: 'uact', amount: '5.8' } }
    const [change] = newsOf([migrated], recordsByRef([seen(open)]), window)
    expect(change).toMatchObject({
      kind: 'LEASE_PRICE_CHANGED',
      height: 9,
      before: { price: { denom: 'uact', amount: '10' } },
    })
  })
})

describe('state wins over events', () => {
  it('replaces what events made', () => {
    const set = start()
    applyEvents(set, [block(5, { kind: 'order-created', id: order })])
    const read: Order = { kind: 'order', id: order, state: 'closed', createdHeight: 5 }
    applyReads(set, [{ ref: { kind: 'order', key: 'o/1/1/1' }, records: [read], quarantined: [], height: 9 }])
    expect(record(set, 'order')).toEqual(read)
  })

  it('drops what state does not have and says so', () => {
    const set = start()
    applyEvents(set, [block(5, { kind: 'order-created', id: order })])
    const ref = { kind: 'order' as const, key: 'o/1/1/1' }
    expect(applyReads(set, [{ ref, records: [], quarantined: [], height: 9 }])).toEqual([ref])
    expect(set.changed()).toEqual([])
  })

  it('takes no audits as an answer', () => {
    const set = start()
    expect(
      applyReads(set, [{ ref: { kind: 'audits', key: 'p' }, records: [], quarantined: [], height: 9 }]),
    ).toEqual([])
    expect(set.changed()[0]?.record).toEqual({ kind: 'audits', provider: 'p', audits: [] })
  })
})

it('tells each change once, in feed order, the last of two updates in one block', () => {
  const deployment = { owner: 'o', dseq: 1n }
  const changes = eventNews([
    block(6, { kind: 'order-closed', id: order }, { kind: 'bid-closed', id }),
    block(
      5,
      { kind: 'deployment-updated', id: deployment, hash: 'aa' },
      { kind: 'deployment-updated', id: deployment, hash: 'bb' },
    ),
  ])
  expect(inFeedOrder(changes).map(changeId)).toEqual([
    'DEPLOYMENT_UPDATED/o/1@5',
    'BID_CLOSED/o/1/1/1/p/0@6',
    'ORDER_CLOSED/o/1/1/1@6',
  ])
  expect(inFeedOrder(changes)[0]?.after).toEqual({ hash: 'bb' })
})
