import { describe, expect, it } from 'vitest'
import { type BidId, bidKey, orderKey } from '#domain/ids.ts'
import { priceFromDecimal } from '#domain/price.ts'
import { type ChainRecord, type RecordRef, recordKey, refOf } from '#domain/record.ts'
import {
  recordedQueries,
  type TruthDeployment,
  type TruthId,
  type TruthLease,
  truth,
} from '../test-recordings.ts'
import { QueryDeploymentResponse } from '../wire/generated/akash_deployment.generated.ts'
import { type AccountState, EscrowState } from '../wire/generated/akash_escrow.generated.ts'
import * as market from '../wire/generated/akash_market.generated.ts'
import { Provider } from '../wire/generated/akash_provider.generated.ts'
import { splitPage } from '../wire/page.ts'
import { recordQuery } from '../wire/query.ts'
import { decodeListed, decodeSingle } from './answer.ts'
import { closeReasonFromName } from './close-reason.ts'

const queries = recordedQueries()
const lists = {
  Leases: 'lease',
  Orders: 'order',
  Bids: 'bid',
  Deployments: 'deployment',
  Providers: 'provider',
} as const
type ListName = keyof typeof lists

/** Every record of a list at the tip, as the recorded pages hold it. */
function listed(name: ListName): readonly ChainRecord[] {
  const page = queries.find(
    ({ request, label }) =>
      request.path.endsWith(`Query/${name}`) &&
      /^list (state="" )?limit=100 count_total=false page=1$/.test(label),
  )
  return splitPage(bytesOf(page?.answer.result.response.value)).records.flatMap((bytes) => {
    const { records, flaw } = decodeListed(lists[name], bytes)
    expect(flaw).toBeNull()
    return records
  })
}

const bytesOf = (value: string | null | undefined) => Buffer.from(value ?? '', 'base64')
const byKey = (records: readonly ChainRecord[]) =>
  Object.fromEntries(records.map((record) => [`${record.kind} ${recordKey(record)}`, record]))

const height = (text: string) => (text === '0' ? null : Number(text))
const id = ({ dseq, ...rest }: TruthId): BidId => ({ ...rest, dseq: BigInt(dseq) })

function reclaimOf(reclamation: TruthLease['reclamation']): unknown {
  if (reclamation === null) return null
  const startedHeight = height(reclamation.started_at)
  return {
    windowSeconds: Number(reclamation.window.replace('s', '')),
    startedHeight,
    deadline: height(reclamation.deadline),
    reason: startedHeight === null ? null : closeReasonFromName(reclamation.reason),
  }
}

const leaseOf = (lease: TruthLease): unknown => ({
  kind: 'lease',
  id: id(lease.id),
  state: lease.state,
  price: priceFromDecimal(lease.price.denom, lease.price.amount),
  createdHeight: Number(lease.created_at),
  closedHeight: height(lease.closed_on),
  closeReason: lease.closed_on === '0' ? null : closeReasonFromName(lease.reason),
  reclaim: reclaimOf(lease.reclamation),
})

const deploymentOf = ({ deployment, groups, escrow_account }: TruthDeployment): unknown[] => [
  {
    kind: 'deployment',
    id: id(deployment.id),
    state: deployment.state,
    hash: Buffer.from(deployment.hash, 'base64').toString('hex'),
    createdHeight: Number(deployment.created_at),
    closedHeight: deployment.state === 'closed' ? Number(escrow_account.state.settled_at) : null,
  },
  ...groups.map((group) => ({
    kind: 'group',
    id: id(group.id),
    state: group.state,
    name: group.group_spec.name,
    createdHeight: Number(group.created_at),
    endpoints: group.group_spec.resources.flatMap(({ resource }, index) =>
      resource.endpoints.map((endpoint) => ({
        resource: index,
        kind: endpoint.kind,
        sequenceNumber: endpoint.sequence_number,
      })),
    ),
  })),
  {
    kind: 'escrow',
    id: id(deployment.id),
    state: escrow_account.state.state,
    settledHeight: Number(escrow_account.state.settled_at),
    funds: escrow_account.state.funds.map(({ denom, amount }) => ({ denom, amount: trimmed(amount) })),
  },
]

/** The client writes 18 digits behind the point. */
const trimmed = (amount: string) => amount.replace(/\.?0+$/, '')

describe('recorded lists', () => {
  it('hold the leases that the official client sees', () => {
    const wanted = truth().leases.map(({ lease }) => [`lease ${bidKey(id(lease.id))}`, leaseOf(lease)])
    expect(byKey(listed('Leases'))).toEqual(Object.fromEntries(wanted))
  })

  it('hold the deployments, groups and escrow accounts that it sees, endpoint by endpoint and coin by coin', () => {
    expect(new Set(listed('Deployments'))).toEqual(new Set(truth().deployments.flatMap(deploymentOf)))
  })

  it('hold the orders and bids that it sees', () => {
    const orders = truth().orders.map((order) => [
      `order ${orderKey(id(order.id))}`,
      { kind: 'order', id: id(order.id), state: order.state, createdHeight: Number(order.created_at) },
    ])
    expect(byKey(listed('Orders'))).toEqual(Object.fromEntries(orders))
    const bids = truth().bids.map(({ bid }) => [
      `bid ${bidKey(id(bid.id))}`,
      {
        kind: 'bid',
        id: id(bid.id),
        state: bid.state,
        price: priceFromDecimal(bid.price.denom, bid.price.amount),
        createdHeight: Number(bid.created_at),
      },
    ])
    expect(byKey(listed('Bids'))).toEqual(Object.fromEntries(bids))
  })

  it('hold the providers that it sees', () => {
    const wanted = truth().providers.map(({ owner, host_uri, attributes, info }) => [
      `provider ${owner}`,
      { kind: 'provider', address: owner, hostUri: host_uri, attributes, ...info },
    ])
    expect(byKey(listed('Providers'))).toEqual(Object.fromEntries(wanted))
  })
})

const singles = {
  '/akash.market.v1beta5.Query/Lease': 'lease',
  '/akash.market.v1beta5.Query/Order': 'order',
  '/akash.market.v1beta5.Query/Bid': 'bid',
  '/akash.deployment.v1beta4.Query/Deployment': 'deployment',
  '/akash.deployment.v1beta4.Query/Group': 'group',
  '/akash.provider.v1beta4.Query/Provider': 'provider',
} as const

describe('recorded single answers', () => {
  it.each(Object.entries(singles))(
    'of %s decode, and their records ask for themselves in the same bytes',
    (path, kind) => {
      const found = queries.filter(
        ({ request, answer }) => request.path === path && answer.result.response.code === 0,
      )
      expect(found.length).toBeGreaterThan(0)
      const known = (Object.keys(lists) as ListName[]).flatMap((name) => listed(name).map(refOf))
      const refs = new Map(
        [...known.values()].filter((ref) => ref.kind === kind).map((ref) => [hexOf(ref), ref]),
      )
      for (const { request, answer, label } of found) {
        const ref = refs.get(request.data)
        expect(ref, label).toBeDefined()
        const { records, flaw } = decodeSingle(
          ref ?? { kind, key: '' },
          bytesOf(answer.result.response.value),
        )
        expect({ flaw, kind: records[0]?.kind }).toEqual({ flaw: null, kind })
      }
    },
  )

  it('tell what auditors signed of a provider', () => {
    const audited = queries.filter(({ request }) => request.path.endsWith('/ProviderAttributes'))
    const records = audited.map(({ request, answer }) => {
      const key = Buffer.from(request.data, 'hex').subarray(2).toString()
      expect(recordQuery({ kind: 'audits', key }).data).toEqual(
        new Uint8Array(Buffer.from(request.data, 'hex')),
      )
      if (answer.result.response.code === 22) return []
      return decodeSingle({ kind: 'audits', key }, bytesOf(answer.result.response.value)).records
    })
    expect(records.flat()).toContainEqual(
      expect.objectContaining({
        kind: 'audits',
        audits: [
          expect.objectContaining({
            attributes: expect.arrayContaining([{ key: 'region', value: 'eu-west' }]),
          }),
        ],
      }),
    )
  })
})

const hexOf = (ref: RecordRef) => Buffer.from(recordQuery(ref).data).toString('hex')

describe('answers that cannot be kept', () => {
  const lease = truth().leases[0]?.lease
  const wire: market.Lease = {
    id: lease && id(lease.id),
    state: market.Lease_State.active,
    price: { denom: 'uact', amount: '1' },
    createdAt: 5n,
    closedOn: 0n,
    reason: 0,
    reclamation: undefined,
  }
  const decode = (change: Partial<market.Lease>) =>
    decodeListed(
      'lease',
      market.QueryLeaseResponse.encode({ lease: { ...wire, ...change }, escrowPayment: undefined }).finish(),
    )

  it('are none at first', () => {
    expect(decode({})).toMatchObject({ flaw: null, records: [{ price: { amount: '0.000000000000000001' } }] })
  })

  it.each([
    ['a state that we do not know', { state: 9 as market.Lease_State }],
    ['no state', { state: 0 as market.Lease_State }],
    ['no id', { id: undefined }],
    ['an address that is none', { id: wire.id && { ...wire.id, owner: 'akash1x' } }],
    ['no price', { price: undefined }],
    ['a price that is no number', { price: { denom: 'uact', amount: '1.5' } }],
    ['a denom with NUL', { price: { denom: 'ua\0t', amount: '1' } }],
    ['a height below 0', { createdAt: -1n }],
    ['a height of 2^63−1', { createdAt: 2n ** 63n - 1n }],
  ])('%s', (_, change) => {
    expect(decode(change)).toMatchObject({ records: [], flaw: expect.any(String) })
  })

  it.each([
    ['a state that we do not know', { state: 9 as EscrowState }],
    ['funds that are no number', { funds: [{ denom: 'uact', amount: '1.5' }] }],
    ['funds of no denom', { funds: [{ denom: 'u\0', amount: '1' }] }],
    ['a height below 0', { settledAt: -1n }],
  ])('an escrow account with %s is a flaw, and its deployment is kept', (_, change) => {
    const state = {
      owner: '',
      state: EscrowState.escrow_open,
      transferred: [],
      settledAt: 7n,
      funds: [],
      deposits: [],
    }
    const wireId = lease && { owner: lease.id.owner, dseq: BigInt(lease.id.dseq) }
    const bytes = (account: Partial<AccountState>) =>
      QueryDeploymentResponse.encode({
        deployment: { id: wireId, state: 1, hash: Buffer.from([1]), createdAt: 5n, reclamation: undefined },
        groups: [],
        escrowAccount: { id: undefined, state: { ...state, ...account } },
      }).finish()
    expect(decodeListed('deployment', bytes({}))).toMatchObject({
      records: [{ kind: 'deployment' }, { kind: 'escrow', state: 'open', settledHeight: 7, funds: [] }],
      flaw: null,
    })
    expect(decodeListed('deployment', bytes(change))).toMatchObject({
      records: [{ kind: 'deployment' }],
      flaw: expect.any(String),
    })
    const key = `${wireId?.owner}/${wireId?.dseq}`
    expect(decodeSingle({ kind: 'escrow', key }, bytes({})).records).toMatchObject([{ kind: 'escrow' }])
    expect(decodeSingle({ kind: 'escrow', key }, bytes(change)).records).toEqual([])
  })

  it('a reason of 0 on a closed lease is unknown', () => {
    const closed = decode({ state: market.Lease_State.closed, closedOn: 6n })
    expect(closed.records).toMatchObject([{ closedHeight: 6, closeReason: 'unknown' }])
  })

  it('a text with NUL is kept in part, and is a flaw', () => {
    const bytes = Provider.encode({
      owner: truth().providers[0]?.owner ?? '',
      hostUri: 'https://a\0b',
      attributes: [],
      info: undefined,
    }).finish()
    expect(decodeListed('provider', bytes)).toMatchObject({
      records: [{ hostUri: 'https://a\uFFFDb', email: '' }],
      flaw: expect.stringContaining('NUL'),
    })
  })

  it('bytes that are no protobuf, and another record than the one asked for', () => {
    expect(decodeListed('bid', Uint8Array.of(0xff, 0xff))).toMatchObject({
      records: [],
      flaw: expect.any(String),
    })
    const bytes = market.QueryLeaseResponse.encode({ lease: wire, escrowPayment: undefined }).finish()
    const ref: RecordRef = {
      kind: 'lease',
      key: bidKey({ ...id(lease?.id ?? Object.create(null)), oseq: 77 }),
    }
    expect(decodeSingle(ref, bytes)).toMatchObject({
      records: [],
      flaw: expect.stringContaining('another record'),
    })
  })
})
