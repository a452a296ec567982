import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cursorAt } from '#store/test-records.ts'
import { CHAIN_ID, type TestGateway } from '../test-gateway.ts'
import { leaseId, openTestWorld, owner, provider } from '../test-world.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestWorld()
})
afterAll(() => gateway.end())

describe('a query', () => {
  it('sees the network', async () => {
    const { data, extensions } = await gateway.ask(`{ network {
      chainId latestHeight indexedHeight indexedAt lagSeconds phase history { complete done total } activeIpLeases } }`)
    expect(data.network).toMatchObject({
      chainId: CHAIN_ID,
      latestHeight: '2',
      indexedHeight: '2',
      indexedAt: cursorAt(2).time.toISOString(),
      phase: 'LIVE',
      history: { complete: false, done: '8', total: '15' },
      activeIpLeases: 1,
    })
    expect(extensions).toEqual({ indexedHeight: '2', lagSeconds: data.network.lagSeconds })
  })

  it('sees a lease, with everything that belongs to it', async () => {
    const { data, errors } = await gateway.ask(`{ lease(id: ${leaseId}) {
      owner dseq gseq oseq bseq providerAddress state closeReason reclaim { deadline } createdHeight createdAt closedHeight
      closedAt ipEndpointCount price { denom amount } currentPrice { denom amount }
      evidence { source height observedAt stale } provider { address } deployment { dseq } } }`)
    expect(errors).toBeUndefined()
    expect(data.lease).toEqual({
      owner,
      dseq: '7',
      gseq: 1,
      oseq: 1,
      bseq: 0,
      providerAddress: provider,
      state: 'CLOSED',
      closeReason: 'OWNER',
      reclaim: null,
      createdHeight: '12',
      createdAt: null,
      closedHeight: '20',
      closedAt: '2026-01-02T03:04:05.000Z',
      ipEndpointCount: 2,
      price: { denom: 'uakt', amount: '12.5' },
      currentPrice: { denom: 'uakt', amount: '12.5' },
      evidence: { source: 'CHAIN_EVENT', height: '20', observedAt: '2026-01-02T03:04:05.000Z', stale: true },
      provider: { address: provider },
      deployment: { dseq: '7' },
    })
  })

  it('sees a notice of reclamation, and prices as small as they are', async () => {
    const { data } =
      await gateway.ask(`{ lease(id: { owner: "${owner}", dseq: 7, oseq: 2, provider: "${provider}" }) {
      state reclaim { startedHeight startedAt deadline reason } currentPrice { denom amount } } }`)
    expect(data.lease).toEqual({
      state: 'RECLAIMING',
      reclaim: {
        startedHeight: '30',
        startedAt: null,
        deadline: '2027-01-15T08:00:00.000Z',
        reason: 'DECOMMISSION',
      },
      currentPrice: { denom: 'uact', amount: '0.000000000000000001' },
    })
  })

  it('sees a deployment down to its bids, in a few statements', async () => {
    const { data, errors } = await gateway.ask(`{ deployment(owner: "${owner}", dseq: 7) {
      owner dseq state createdHeight createdAt closedHeight
      groups { gseq name state ipEndpoints { sequenceNumber }
        orders { oseq state createdHeight bids { bseq providerAddress state createdHeight price { denom amount } provider { hostUri } } } }
      leases { totalCount nodes { oseq } pageInfo { hasNextPage hasPreviousPage } } } }`)
    expect(errors).toBeUndefined()
    const bid = { bseq: 0, providerAddress: provider, state: 'OPEN', createdHeight: '11' }
    const price = { denom: 'uakt', amount: '12.5' }
    expect(data.deployment).toEqual({
      owner,
      dseq: '7',
      state: 'ACTIVE',
      createdHeight: '10',
      createdAt: null,
      closedHeight: null,
      groups: [
        {
          gseq: 1,
          name: 'westcoast',
          state: 'OPEN',
          ipEndpoints: [{ sequenceNumber: 1 }, { sequenceNumber: 2 }],
          orders: [
            {
              oseq: 1,
              state: 'OPEN',
              createdHeight: '10',
              bids: [{ ...bid, price, provider: { hostUri: 'https://provider.example:8443' } }],
            },
            { oseq: 2, state: 'ACTIVE', createdHeight: '10', bids: [] },
          ],
        },
      ],
      leases: {
        totalCount: 2,
        nodes: [{ oseq: 2 }, { oseq: 1 }],
        pageInfo: { hasNextPage: false, hasPreviousPage: false },
      },
    })
  })

  it('sees a provider, its attributes and who signed what', async () => {
    const { data } = await gateway.ask(`{ provider(address: "${provider}") { address hostUri email website
      attributes { key value auditedBy } auditedBy declaresIpLeases createdHeight evidence { source height } } }`)
    expect(data.provider).toEqual({
      address: provider,
      hostUri: 'https://provider.example:8443',
      email: null,
      website: null,
      attributes: [{ key: 'feat-endpoint-ip', value: 'true', auditedBy: [] }],
      auditedBy: [owner],
      declaresIpLeases: true,
      createdHeight: null,
      evidence: { source: 'CHAIN_STATE', height: '1' },
    })
  })

  it('finds no record where there is none', async () => {
    const { data } =
      await gateway.ask(`{ provider(address: "${owner}") { id } deployment(owner: "${provider}", dseq: 7) { id }
      lease(id: { owner: "${owner}", dseq: 8, provider: "${provider}" }) { id } }`)
    expect(data).toEqual({ provider: null, deployment: null, lease: null })
  })
})
