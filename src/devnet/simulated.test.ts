import { describe, expect, it } from 'vitest'
import { QueryDeploymentResponse } from '#chain/wire/generated/akash_deployment.generated.ts'
import {
  Lease_State,
  type QueryLeaseResponse,
  QueryLeasesRequest,
  QueryLeasesResponse,
} from '#chain/wire/generated/akash_market.generated.ts'
import { headerHash } from './block/header.ts'
import { merkleRoot, sha256 } from './block/merkle.ts'
import { list, parseBlock, txEvents } from './block/parse.ts'
import { at, textAt } from './recorded/recording.ts'
import { SimulatedChain } from './simulated.ts'

const LEASES = '/akash.market.v1beta5.Query/Leases'
const filters = { owner: '', dseq: 0n, gseq: 0, oseq: 0, provider: '', bseq: 0 }

function page(
  chain: SimulatedChain,
  state: string,
  options: { key?: Uint8Array; limit?: bigint; height?: number },
) {
  const pagination = {
    key: options.key ?? new Uint8Array(),
    offset: 0n,
    limit: options.limit ?? 100n,
    countTotal: false,
    reverse: false,
  }
  const data = QueryLeasesRequest.encode({ filters: { ...filters, state }, pagination }).finish()
  const answer: unknown = JSON.parse(chain.abciQuery({ path: LEASES, data, height: options.height ?? 0 }))
  expect(at(answer, 'response', 'code')).toBe(0)
  return QueryLeasesResponse.decode(Buffer.from(textAt(answer, 'response', 'value'), 'base64'))
}

function walk(chain: SimulatedChain, state: string, options: { limit?: bigint; height?: number } = {}) {
  const leases: QueryLeaseResponse[] = []
  for (let key = new Uint8Array(); ; ) {
    const found = page(chain, state, { ...options, key })
    leases.push(...found.leases)
    key = new Uint8Array(found.pagination?.nextKey ?? [])
    if (key.length === 0) return leases
  }
}

const keyOf = ({ lease }: QueryLeaseResponse) => Object.values(lease?.id ?? {}).join('/')
const hashes = (chain: SimulatedChain) =>
  Array.from(
    { length: chain.tip() - chain.firstHeight + 1 },
    (_, index) => parseBlock(chain.block(chain.firstHeight + index)).hash,
  )

describe('the simulated chain', () => {
  it('is the same for the same seed, and another for another', () => {
    const make = (seed: string, parts: readonly number[]) => {
      const chain = new SimulatedChain({ seed, txPerBlock: 2, activeLeases: 5 })
      for (const count of parts) chain.produce(count)
      return hashes(chain)
    }
    expect(make('a', [40])).toEqual(make('a', [10, 30]))
    expect(make('b', [40])).not.toEqual(make('a', [40]))
  })

  it('makes blocks that hold together: hashes, parents, transactions and results', () => {
    const chain = new SimulatedChain({ seed: 'blocks', txPerBlock: 1.5 })
    chain.produce(80)
    let parent = ''
    for (let height = 1; height <= chain.tip(); height++) {
      const block = parseBlock(chain.block(height))
      expect(headerHash(block.header).toString('hex').toUpperCase()).toBe(block.hash)
      expect(Buffer.from(block.header.lastBlockId.hash).toString('hex').toUpperCase()).toBe(parent)
      expect(Buffer.compare(merkleRoot(block.txs.map((tx) => sha256(tx))), block.header.dataHash)).toBe(0)
      expect(list(at(JSON.parse(chain.blockResults(height)), 'txs_results'))).toHaveLength(block.txs.length)
      parent = block.hash
    }
  })

  it('tells in events what its state says of every lease', () => {
    const chain = new SimulatedChain({ seed: 'events', txPerBlock: 3 })
    chain.produce(1500)
    const told = new Map<string, string>()
    for (let height = 1; height <= chain.tip(); height++) {
      for (const { type, attributes } of txEvents(chain.blockResults(height))) {
        const what = /^akash\.market\.v1\.EventLease(\w+)$/.exec(type)?.[1]
        if (what === undefined) continue
        const reason = what === 'Closed' ? attributes.reason : what
        told.set(
          Object.values(JSON.parse(attributes.id ?? '{}')).join('/'),
          `${what} ${what === 'Closed' ? height : 0} ${reason}`,
        )
      }
    }
    const states = ['active', 'reclaiming', 'insufficient_funds', 'closed']
    const known = states.flatMap((state) => walk(chain, state))
    expect(new Set(known.map(({ lease }) => lease?.state)).size).toBe(4)
    expect(known.length).toBe(told.size)
    const words = Object.entries({ active: 'Created 0', reclaiming: 'ReclaimStarted 0' })
    for (const record of known) {
      const { lease } = record
      const live = words.find(([state]) => Lease_State[state as 'active'] === lease?.state)?.[1]
      expect(told.get(keyOf(record))).toContain(live ?? `Closed ${lease?.closedOn}`)
    }
  })

  it('lists a history of any size exactly once, in order, whatever the page', () => {
    for (const closedLeases of [0, 1, 8, 9, 17, 1000]) {
      const chain = new SimulatedChain({ seed: 'history', activeLeases: 30, closedLeases, txPerBlock: 0 })
      const closed = [
        ...walk(chain, 'closed', { limit: 7n }),
        ...walk(chain, 'insufficient_funds', { limit: 7n }),
      ]
      expect(closed.length).toBe(closedLeases)
      expect(new Set(closed.map(keyOf)).size).toBe(closedLeases)
      expect(walk(chain, 'active', { limit: 11n }).length).toBe(30)
      expect(walk(chain, 'closed', { limit: 500n }).map(keyOf)).toEqual(
        walk(chain, 'closed', { limit: 3n }).map(keyOf),
      )
    }
  })

  it('answers single records of its history', () => {
    const chain = new SimulatedChain({ seed: 'single', closedLeases: 200, txPerBlock: 0 })
    for (const record of walk(chain, 'closed').slice(0, 50)) {
      const id = record.lease?.id
      const owned = { owner: id?.owner ?? '', dseq: id?.dseq ?? 0n }
      const data = new Uint8Array(
        Buffer.concat([Buffer.from([10]), lengthPrefixed(encodeDeploymentId(owned))]),
      )
      const answer: unknown = JSON.parse(
        chain.abciQuery({ path: '/akash.deployment.v1beta4.Query/Deployment', data, height: 0 }),
      )
      const found = QueryDeploymentResponse.decode(Buffer.from(textAt(answer, 'response', 'value'), 'base64'))
      expect(found.deployment?.id).toEqual(owned)
      expect(found.escrowAccount?.state?.settledAt).toBe(record.lease?.closedOn)
    }
  })

  it('remembers its past for as long as it keeps it, and says 38 before', () => {
    const chain = new SimulatedChain({ seed: 'past', txPerBlock: 2, activeLeases: 40, keepRecent: 60 })
    const before = walk(chain, 'active').map(keyOf)
    const first = chain.tip()
    chain.produce(50)
    expect(walk(chain, 'active', { height: first }).map(keyOf)).toEqual(before)
    expect(walk(chain, 'active').map(keyOf)).not.toEqual(before)
    chain.produce(50)
    const answer: unknown = JSON.parse(
      chain.abciQuery({ path: LEASES, data: new Uint8Array(), height: first }),
    )
    expect([at(answer, 'response', 'code'), textAt(answer, 'response', 'log')]).toEqual([
      38,
      expect.stringContaining('version mismatch'),
    ])
  })

  it('closes deployments outside of transactions where an upgrade is due', () => {
    const chain = new SimulatedChain({
      seed: 'upgrade',
      activeLeases: 20,
      txPerBlock: 0,
      upgradeHeight: 2_000_003,
    })
    chain.produce(5)
    const results: unknown = JSON.parse(chain.blockResults(2_000_003))
    const events = list(at(results, 'finalize_block_events')).filter((event) =>
      textAt(event, 'type').startsWith('akash.'),
    )
    const closed = events.filter((event) => textAt(event, 'type') === 'akash.market.v1.EventLeaseClosed')
    expect(closed).toHaveLength(3)
    for (const attribute of events.flatMap((event) => list(at(event, 'attributes'))))
      expect([at(attribute, 'index'), ['hash', 'id', 'reason'].includes(textAt(attribute, 'key'))]).toEqual([
        false,
        true,
      ])
    expect(walk(chain, 'active')).toHaveLength(17)
    expect(walk(chain, 'closed').map(({ lease }) => lease?.closedOn)).toEqual([
      2_000_003n,
      2_000_003n,
      2_000_003n,
    ])
  })

  it('forgets old blocks where it is told to', () => {
    const chain = new SimulatedChain({ seed: 'short', keepBlocks: 10 })
    chain.produce(50)
    expect([chain.earliest(), chain.tip()]).toEqual([42, 51])
    expect(JSON.parse(chain.status()).sync_info.earliest_block_height).toBe('42')
  })
})

const encodeDeploymentId = ({ owner, dseq }: { owner: string; dseq: bigint }) => {
  const bytes = [10, owner.length, ...Buffer.from(owner), 16]
  for (let left = dseq; ; left >>= 7n) {
    if (left < 128n) return new Uint8Array([...bytes, Number(left)])
    bytes.push(Number(left & 127n) | 128)
  }
}
const lengthPrefixed = (bytes: Uint8Array) => Buffer.concat([Buffer.from([bytes.length]), bytes])
