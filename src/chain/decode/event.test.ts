import { describe, expect, it } from 'vitest'
import type { WireBlock } from '../wire/block.ts'
import { checkBlockResults, type WireResults } from '../wire/block-results.ts'
import { decodeBlock } from './block.ts'
import { concernsUs, decodeEvent } from './event.ts'

const OWNER = 'akash15lg5cnul9qq6qhsjph8z3l955rgeadzap92l2n'
const PROVIDER = 'akash1rkcamnk0az4z2c9n90gfnhl5h4n06ex05wmfzt'
const AUDITOR = 'akash1m8ht886wq59fprlvw0h3huq26fsw7racsnkvnm'
const lease = { owner: OWNER, dseq: 1001n, gseq: 1, oseq: 2, provider: PROVIDER, bseq: 0 }
const leaseJson = { ...lease, dseq: '1001' }
const price = { denom: 'uact', amount: '12.500000000000000000' }

const attributes = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: JSON.stringify(value), index: true }))
const typed = (type: string, values: Readonly<Record<string, unknown>>) => ({
  type,
  attributes: attributes(values),
})
const closed = (values: Readonly<Record<string, unknown>>) =>
  typed('akash.market.v1.EventLeaseClosed', values)

const legacy = (values: Readonly<Record<string, string>>) => ({
  type: 'akash.v1',
  attributes: Object.entries(values).map(([key, value]) => ({ key, value })),
})
const encoded = (event: ReturnType<typeof legacy>) => ({
  type: event.type,
  attributes: event.attributes.map(({ key, value }) => ({
    key: btoa(key),
    value: value === '' ? null : btoa(value),
  })),
})

const block: WireBlock = { height: 7, hash: 'AA', parentHash: 'BB', time: new Date(0), txCount: 1 }
const inTx = (events: readonly unknown[], code = 0): WireResults => ({
  txs: [{ code, events }],
  blockEvents: [],
  base64: false,
})

describe('typed events', () => {
  it('decode with their price', () => {
    expect(decodeEvent(typed('akash.market.v1.EventLeaseCreated', { id: leaseJson, price }), false)).toEqual({
      kind: 'lease-created',
      id: lease,
      price: { denom: 'uact', amount: '12.5' },
    })
  })

  it.each([
    ['lease_closed_owner', 'owner'],
    ['lease_closed_reason_unstable', 'unstable'],
    ['lease_closed_reason_decommission', 'decommission'],
    ['lease_closed_reason_unspecified', 'unspecified'],
    ['lease_closed_reason_manifest_timeout', 'manifest_timeout'],
    ['lease_closed_reason_insufficient_funds', 'insufficient_funds'],
    ['lease_closed_invalid', 'unknown'],
    ['lease_closed_reason_of_tomorrow', 'unknown'],
    [10042, 'unknown'],
  ])('tell the reason %s as %s', (name, reason) => {
    expect(decodeEvent(closed({ id: leaseJson, reason: name }), false)).toMatchObject({
      kind: 'lease-closed',
      reason,
    })
  })

  it('need no reason to tell that a lease closed', () => {
    expect(decodeEvent(closed({ id: leaseJson }), false)).toMatchObject({ reason: 'unknown' })
  })

  it('take attributes in any order, and a key that stands twice with one value', () => {
    const event = closed({ reason: 'lease_closed_owner', authz_msg_index: '0', id: leaseJson })
    const twice = { ...event, attributes: [...event.attributes, ...event.attributes].reverse() }
    expect(decodeEvent(twice, false)).toEqual(decodeEvent(event, false))
  })

  it('read ids from before bseq, and the largest ones', () => {
    const { bseq: _, ...old } = leaseJson
    expect(decodeEvent(closed({ id: old }), false)).toMatchObject({ id: lease })
    const largest = { ...leaseJson, dseq: '18446744073709551615', gseq: 4294967295 }
    expect(decodeEvent(closed({ id: largest }), false)).toMatchObject({
      id: { dseq: 2n ** 64n - 1n, gseq: 2 ** 32 - 1 },
    })
  })

  it('tell the deadline of a reclaim in seconds', () => {
    const event = typed('akash.market.v1.EventLeaseReclaimStarted', {
      deadline: '1795393057',
      id: leaseJson,
      reason: 'lease_closed_reason_unstable',
    })
    expect(decodeEvent(event, false)).toMatchObject({ deadline: 1795393057, reason: 'unstable' })
  })
})

describe('events of before v1.0.0', () => {
  const ids = { owner: OWNER, dseq: '1001', gseq: '1', oseq: '2' }
  const cases = [
    [{ module: 'market', action: 'order-created', ...ids }, 'order-created'],
    [{ module: 'market', action: 'order-closed', ...ids }, 'order-closed'],
    [{ module: 'deployment', action: 'deployment-closed', owner: OWNER, dseq: '1' }, 'deployment-closed'],
    [{ module: 'deployment', action: 'group-paused', owner: OWNER, dseq: '1', gseq: '1' }, 'group-paused'],
    [{ module: 'provider', action: 'provider-updated', owner: PROVIDER }, 'provider-updated'],
    [
      { module: 'audit', action: 'audit-trusted-auditor-created', owner: PROVIDER, auditor: AUDITOR },
      'audit-created',
    ],
  ] as const

  it.each(cases)('%j', (values, kind) => {
    expect(decodeEvent(legacy(values), false).kind).toBe(kind)
    expect(decodeEvent(encoded(legacy(values)), true)).toEqual(decodeEvent(legacy(values), false))
  })

  it('carry the price in parts, as text with or without a fraction, and no reason', () => {
    const values = {
      module: 'market',
      action: 'lease-created',
      ...ids,
      provider: PROVIDER,
      'price-denom': 'uakt',
    }
    const amount = (text: string) => decodeEvent(legacy({ ...values, 'price-amount': text }), false)
    expect(amount('12.500000000000000000')).toMatchObject({
      id: lease,
      price: { denom: 'uakt', amount: '12.5' },
    })
    expect(amount('10')).toMatchObject({ price: { amount: '10' } })
    const closing = legacy({ ...values, action: 'lease-closed', 'price-amount': '10' })
    expect(decodeEvent(closing, false)).toMatchObject({ reason: 'unknown' })
  })

  it('carry the manifest hash in hex', () => {
    const values = {
      module: 'deployment',
      action: 'deployment-created',
      version: 'ABCD',
      owner: OWNER,
      dseq: '1',
    }
    expect(decodeEvent(legacy(values), false)).toMatchObject({ hash: 'abcd' })
  })

  it('come decoded by the shape of the answer, not by how the text looks', () => {
    const result = (key: string, events: readonly unknown[]) => ({
      height: '7',
      txs_results: [{ events: [] }],
      [key]: events,
    })
    const plain = legacy({ module: 'market', action: 'order-created', ...ids })
    const fresh = checkBlockResults(result('finalize_block_events', [plain]), block)
    const old = checkBlockResults(result('begin_block_events', [encoded(plain)]), block)
    expect(decodeBlock(block, fresh)).toEqual(decodeBlock(block, old))
    expect(decodeBlock(block, fresh).events).toMatchObject([{ txIndex: -1, eventIndex: 0 }])
  })
})

describe('what concerns us', () => {
  it.each([
    'akash.market.v9.EventNew',
    'akash.deployment.v1.X',
    'akash.provider.v1beta4.EventProviderDeleted',
    'akash.v1',
  ])('%s does', (type) => expect(concernsUs({ type, attributes: [] })).toBe(true))
  it.each(['transfer', 'akash.bme.v1.EventMintStatusChange', 'akash.v10', '__proto__', 'constructor', ''])(
    '%s does not',
    (type) => expect(concernsUs({ type, attributes: [] })).toBe(false),
  )
})

describe('poison', () => {
  const good = closed({ id: leaseJson, reason: 'lease_closed_owner' })
  const attribute = (key: string, value: unknown) => ({ ...good, attributes: [{ key, value }] })
  const id = (text: string) => attribute('id', text)
  const poison: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['a number', 7],
    ['no type', { attributes: [] }],
    ['a type that is no text', { type: 7 }],
    ['an unknown type', typed('akash.market.v1.EventOfTomorrow', {})],
    ['an unknown action', legacy({ module: 'market', action: 'lease-exploded' })],
    ['no attributes', { type: good.type }],
    ['attributes that are no list', { ...good, attributes: 'x' }],
    ['an attribute that is null', { ...good, attributes: [null] }],
    ['a key that is a number', { ...good, attributes: [{ key: 1, value: '' }] }],
    ['a value that is an object', attribute('id', {})],
    ['a value that is null', attribute('id', null)],
    ['NUL', id('\u0000')],
    ['NUL in the owner', closed({ id: { ...leaseJson, owner: `${OWNER}\u0000` } })],
    ['U+FFFD in the owner', closed({ id: { ...leaseJson, owner: `${OWNER.slice(0, -1)}\uFFFD` } })],
    ['a lone surrogate', closed({ id: { ...leaseJson, owner: '\uD800' } })],
    ['2^64', closed({ id: { ...leaseJson, dseq: '18446744073709551616' } })],
    ['a negative dseq', closed({ id: { ...leaseJson, dseq: '-1' } })],
    ['a dseq that is a number', closed({ id: { ...leaseJson, dseq: 1001 } })],
    ['2^32', closed({ id: { ...leaseJson, gseq: 4294967296 } })],
    ['half a gseq', closed({ id: { ...leaseJson, gseq: 1.5 } })],
    ['a wrong checksum', closed({ id: { ...leaseJson, owner: OWNER.replace('15lg', '15lq') } })],
    [
      'another prefix',
      closed({ id: { ...leaseJson, owner: 'cosmos1m8ht886wq59fprlvw0h3huq26fsw7racfyrpvq' } }),
    ],
    ['__proto__ in the place of the id', id('{"__proto__":{"owner":"x","dseq":"1","gseq":1,"oseq":1}}')],
    ['an id that is a list', id('[]')],
    ['an id that is null', id('null')],
    ['JSON that ends early', id('{"owner":')],
    ['two ids', { ...good, attributes: [...good.attributes, { key: 'id', value: '{}' }] }],
    [
      'a price with NUL in its denom',
      typed('akash.market.v1.EventBidCreated', { id: leaseJson, price: { denom: 'ua\u0000', amount: '1' } }),
    ],
    [
      'a price that is no number',
      typed('akash.market.v1.EventBidCreated', { id: leaseJson, price: { denom: 'uact', amount: '1e9' } }),
    ],
    ['10 MB', attribute('id', 'x'.repeat(10_000_000))],
    ['depth', id('['.repeat(200_000))],
    ['depth outside', attribute('id', JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))],
  ]

  it.each(poison)('%s goes to quarantine with its bytes, and everything else goes on', (_, event) => {
    const facts = decodeBlock(block, inTx([good, event, good]))
    expect(facts.events.map(({ eventIndex }) => eventIndex)).toEqual([0, 2])
    expect(facts.quarantined).toHaveLength(1)
    expect(facts.received).toBe(3)
    const [kept] = facts.quarantined
    expect(kept).toMatchObject({ height: 7, txIndex: 0, eventIndex: 1 })
    expect(kept?.reason).not.toBe('')
    expect(kept?.reason).not.toMatch(/\0/)
    expect(kept?.raw.length).toBeGreaterThan(0)
    if (!_.startsWith('depth')) expect(JSON.parse(Buffer.from(kept?.raw ?? []).toString())).toEqual(event)
  })

  it('all at once are counted', () => {
    const facts = decodeBlock(
      block,
      inTx([...poison.map(([, event]) => event), { type: 'transfer', attributes: [] }]),
    )
    expect(facts).toMatchObject({ events: [], received: poison.length })
    expect(facts.quarantined).toHaveLength(poison.length)
  })

  it('a duplicate key in the JSON of an id: the last one counts, as in Go', () => {
    const twice = JSON.stringify(leaseJson).replace('"gseq":1', '"gseq":9,"gseq":1')
    expect(decodeEvent(id(twice), false)).toMatchObject({ id: lease })
  })

  it('a failed transaction tells nothing', () => {
    expect(decodeBlock(block, inTx([good], 5))).toMatchObject({ events: [], received: 0 })
  })

  it.each([null, 'x', { code: '0' }, { code: 0, events: 'x' }])(
    'a transaction result that is %j is quarantined whole',
    (result) => {
      const facts = decodeBlock(block, {
        txs: [result, { code: 0, events: [good] }],
        blockEvents: [],
        base64: false,
      })
      expect(facts.quarantined).toMatchObject([{ txIndex: 0, eventIndex: -1 }])
      expect(facts.events).toMatchObject([{ txIndex: 1, eventIndex: 0 }])
    },
  )
})
