import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  Lease_State,
  QueryLeaseRequest,
  QueryLeaseResponse,
  QueryLeasesRequest,
  QueryLeasesResponse,
} from '#chain/wire/generated/akash_market.generated.ts'
import { list } from './block/parse.ts'
import { type Devnet, startDevnet } from './devnet.ts'
import { poisonKinds } from './fault/poison.ts'
import { at, textAt } from './recorded/recording.ts'

let devnet: Devnet
let clock = 0
beforeAll(async () => {
  devnet = await startDevnet({
    simulation: { seed: 'faults', txPerBlock: 3 },
    ticks: false,
    now: () => clock,
  })
  devnet.node.produce(120)
})
afterAll(() => devnet.close())
afterEach(() => devnet.faults.clear())

const get = (path: string) => fetch(devnet.url + path)
const json = async (path: string): Promise<unknown> => (await get(path)).json()
const LEASES = '/akash.market.v1beta5.Query/Leases'

async function abci(path: string, data: Uint8Array, height = 0): Promise<unknown> {
  return json(
    `/abci_query?path=${encodeURIComponent(`"${path}"`)}&data=0x${Buffer.from(data).toString('hex')}&height=${height}`,
  )
}
const bytesOf = (answer: unknown) => Buffer.from(textAt(answer, 'result', 'response', 'value'), 'base64')
const filters = { owner: '', dseq: 0n, gseq: 0, oseq: 0, provider: '', bseq: 0 }
const leasesIn = async (state: string) =>
  QueryLeasesResponse.decode(
    bytesOf(
      await abci(
        LEASES,
        QueryLeasesRequest.encode({ filters: { ...filters, state }, pagination: undefined }).finish(),
      ),
    ),
  ).leases

describe('faults of the line', () => {
  it('are all off at first', async () => {
    expect((await get('/status')).status).toBe(200)
    expect(devnet.faults.hits('html')).toBe(0)
  })

  it('come late', async () => {
    devnet.faults.set({ latency: { ms: 60 } })
    const began = performance.now()
    await get('/health')
    expect(performance.now() - began).toBeGreaterThan(50)
    expect(devnet.faults.hits('latency')).toBe(1)
  })

  it('never answer, or break the connection', async () => {
    devnet.faults.set({ silence: {} })
    await expect(fetch(`${devnet.url}/health`, { signal: AbortSignal.timeout(80) })).rejects.toThrow()
    devnet.faults.clear('silence')
    devnet.faults.set({ reset: {} })
    await expect(get('/health')).rejects.toThrow()
    expect([devnet.faults.hits('silence'), devnet.faults.hits('reset')]).toEqual([1, 1])
  })

  it('answer with a proxy page, with 429, with half an answer, with another id', async () => {
    devnet.faults.set({ html: { status: 502, times: 1 } })
    expect(await (await get('/status')).text()).toContain('<html>')
    expect((await get('/status')).status).toBe(200)
    devnet.faults.set({ rateLimit: { retryAfterSeconds: 7, times: 1 } })
    const limited = await get('/status')
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7'])
    devnet.faults.set({ truncate: { methods: ['block'], times: 1 } })
    expect((await get('/status')).status).toBe(200)
    await expect(json('/block')).rejects.toThrow(SyntaxError)
    devnet.faults.set({ wrongId: { times: 1 } })
    expect(at(await json('/status'), 'id')).toBe(987654321)
  })
})

describe('faults of the node', () => {
  it('lags', async () => {
    devnet.faults.set({ lag: { blocks: 5 } })
    const tip = devnet.node.tip()
    expect(textAt(await json('/status'), 'result', 'sync_info', 'latest_block_height')).toBe(String(tip - 5))
    expect(textAt(await json(`/block?height=${tip}`), 'error', 'data')).toContain(
      'must be less than or equal',
    )
    expect(at(await abci(LEASES, new Uint8Array(), tip), 'result', 'response', 'code')).toBe(26)
  })

  it('prunes', async () => {
    devnet.faults.set({ prune: { blocks: 50, states: 110 } })
    expect(textAt(await json('/block?height=49'), 'error', 'data')).toBe(
      'height 49 is not available, lowest height is 50',
    )
    expect(at(await abci(LEASES, new Uint8Array(), 109), 'result', 'response', 'code')).toBe(38)
    expect(at(await abci(LEASES, new Uint8Array(), 110), 'result', 'response', 'code')).toBe(0)
    expect(textAt(await json('/status'), 'result', 'sync_info', 'earliest_block_height')).toBe('50')
  })

  it('belongs to another chain', async () => {
    devnet.faults.set({ chainId: { value: 'other-9' } })
    expect(textAt(await json('/status'), 'result', 'node_info', 'network')).toBe('other-9')
    expect(textAt(await json('/block'), 'result', 'block', 'header', 'chain_id')).toBe('other-9')
  })

  it('names a parent that is none', async () => {
    devnet.faults.set({ wrongParent: { height: 60 } })
    const parent = async (height: number) =>
      textAt(await json(`/block?height=${height}`), 'result', 'block', 'header', 'last_block_id', 'hash')
    expect(await parent(60)).toBe('F'.repeat(64))
    expect(await parent(61)).toBe(textAt(await json('/block?height=60'), 'result', 'block_id', 'hash'))
  })

  it('announces a height before it serves it', async () => {
    devnet.faults.set({ early: { ms: 20 } })
    clock = 1000
    const tip = devnet.node.produce(1)
    expect(textAt(await json('/status'), 'result', 'sync_info', 'latest_block_height')).toBe(String(tip))
    expect(textAt(await json(`/block_results?height=${tip}`), 'error', 'data')).toBe(
      `could not find results for height #${tip}`,
    )
    expect(at(await abci(LEASES, new Uint8Array(), tip), 'result', 'response', 'code')).toBe(26)
    clock = 1020
    expect((await get(`/block_results?height=${tip}`)).status).toBe(200)
    expect(at(await abci(LEASES, new Uint8Array(), tip), 'result', 'response', 'code')).toBe(0)
  })

  it('lies about one lease in single reads, in lists and by silence', async () => {
    const [lease] = (await leasesIn('active')).flatMap(({ lease }) => lease?.id ?? [])
    if (lease === undefined) throw new RangeError('no active lease')
    devnet.faults.set({ lie: { lease, state: Lease_State.closed, hidesEvents: true } })
    const single = await abci(
      '/akash.market.v1beta5.Query/Lease',
      QueryLeaseRequest.encode({ id: lease }).finish(),
    )
    expect(QueryLeaseResponse.decode(bytesOf(single)).lease?.state).toBe(Lease_State.closed)
    const isIn = (leases: readonly QueryLeaseResponse[]) =>
      leases.some(({ lease: one }) => JSON.stringify(one?.id, bigints) === JSON.stringify(lease, bigints))
    expect(isIn(await leasesIn('active'))).toBe(false)
    expect(isIn(await leasesIn(''))).toBe(true)
    const created = Number((QueryLeaseResponse.decode(bytesOf(single)).lease?.createdAt ?? 0n).toString())
    const results = JSON.stringify(await json(`/block_results?height=${created}`))
    expect(results).not.toContain(`EventLeaseCreated`)
    expect(devnet.faults.hits('lie')).toBeGreaterThan(1)
    devnet.faults.clear()
    expect(isIn(await leasesIn('active'))).toBe(true)
  })

  it('serves results that cannot be read at one height', async () => {
    devnet.faults.set({ garble: { height: 70 } })
    expect(at(await json('/block_results?height=70'), 'result', 'finalize_block_events')).toBe('gone')
    expect(
      list(at(await json('/block_results?height=71'), 'result', 'finalize_block_events')).length,
    ).toBeGreaterThan(5)
  })

  it.each(poisonKinds)('poisons a block with %s', async (kind) => {
    const clean = list(at(await json('/block_results?height=80'), 'result', 'finalize_block_events')).length
    devnet.faults.set({ poison: { height: 80, kind } })
    const bytes = Buffer.from(await (await get('/block_results?height=80')).arrayBuffer())
    expect(list(at(JSON.parse(bytes.toString()), 'result', 'finalize_block_events')).length).toBeGreaterThan(
      clean,
    )
    expect(bytes.includes(Buffer.from([0xc3, 0x28, 0xff]))).toBe(kind === 'invalid-utf8')
    expect(bytes.length > 20_000_000).toBe(kind === 'huge-attribute')
    expect(devnet.faults.hits('poison')).toBe(1)
  })
})

const bigints = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
