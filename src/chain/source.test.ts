import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { type ChainSource, createSource, type SourceOptions } from './source.ts'
import { type Misbehaviour, startTestNode, type TestNode } from './test-node.ts'
import { CHAIN_ID, TIP } from './test-recordings.ts'

const signal = new AbortController().signal
const open: { close(): Promise<void> }[] = []
const lines: string[] = []

afterEach(async () => {
  for (const item of open.splice(0)) await item.close()
  lines.length = 0
})

async function node(bad: Misbehaviour = {}): Promise<TestNode> {
  const started = await startTestNode(bad)
  open.push(started)
  return started
}

function sourceOf(
  nodes: readonly { readonly url: string }[],
  options: Partial<SourceOptions> = {},
): ChainSource {
  const source = createSource({
    urls: nodes.map(({ url }) => url),
    chainId: CHAIN_ID,
    subscribe: false,
    clock: systemClock,
    random: Math.random,
    log: createLog({ level: 'info', format: 'json', sink: { write: (line) => lines.push(line) } }),
    ...options,
  })
  open.push(source)
  return source
}

describe('a source with one good node', () => {
  it('serves every recorded block, in order', async () => {
    const source = sourceOf([await node()])
    const facts = await source.blocks(1, TIP, signal)
    expect(facts.map(({ height }) => height)).toEqual(Array.from({ length: TIP }, (_, index) => index + 1))
    expect(facts.flatMap(({ events }) => events)).toHaveLength(275)
  })

  it('knows the tip and its block', async () => {
    const source = sourceOf([await node()])
    expect(await source.tip(signal)).toMatchObject({
      height: TIP,
      hash: 'BFC50E1DFBD12939E34ED5B72BCE37656E2E595CA34ADFD2DFC83CEBEA3C561D',
    })
  })

  it('reads pages and records', async () => {
    const source = sourceOf([await node()])
    const page = await source.page({ kind: 'lease', state: 'active' }, null, TIP, signal)
    expect(page).toMatchObject({ next: null, height: TIP, quarantined: [] })
    expect(page.records).toHaveLength(11)
  })
})

const TIP_HASH = 'BFC50E1DFBD12939E34ED5B72BCE37656E2E595CA34ADFD2DFC83CEBEA3C561D'

describe('a source with one node in trouble', () => {
  it('asks one by one for ever after a batch was refused', async () => {
    const single = await node({ noBatch: true })
    const source = sourceOf([single])
    expect(await source.blocks(1, 3, signal)).toHaveLength(3)
    const before = single.requests
    expect(await source.blocks(4, 6, signal)).toHaveLength(3)
    expect(single.requests - before).toBe(6)
  })

  it('waits out the race at the tip', async () => {
    const started = Date.now()
    const late: Misbehaviour['answer'] = ({ method }) =>
      method === 'block_results' && Date.now() - started < 200
        ? {
            error: {
              code: -32603,
              message: 'Internal error',
              data: `could not find results for height #${TIP}`,
            },
          }
        : undefined
    const source = sourceOf([await node({ answer: late })])
    expect(await source.blocks(TIP, TIP, signal)).toHaveLength(1)
    expect(source.status()[0]?.errors).toBe(0)
  })

  it.each([
    ['an HTML page', (body: string) => body && '<html><body>502</body></html>'],
    ['truncated JSON', (body: string) => body && '{"jsonrpc":"2.0","id":1,"resul'],
    ['the id of another call', () => '{"jsonrpc":"2.0","id":123456,"result":{}}'],
    ['nothing', () => ''],
  ])('survives %s and names it', async (_, bodyOf) => {
    let broken = 3
    const source = sourceOf([
      await node({
        http: (response, body) => {
          if (--broken < 0) return false
          response.end(bodyOf(body))
          return true
        },
      }),
    ])
    expect(await source.tip(signal)).toMatchObject({ hash: TIP_HASH })
    expect(source.status()[0]).toMatchObject({ state: 'healthy', chainIdOk: true })
    expect(source.status()[0]?.lastError).toMatch(/^NODE_ANSWER_INVALID/)
    expect(lines.join()).toContain('node left out')
    expect(lines.join()).toContain('node is back')
  })

  it('waits as long as a node asks for', async () => {
    let refusals = 1
    const busy = await node({
      http: (response) => {
        if (--refusals < 0) return false
        response.writeHead(429, { 'retry-after': '1' }).end('slow down')
        return true
      },
    })
    const started = Date.now()
    expect(await sourceOf([busy]).tip(signal)).toMatchObject({ height: TIP })
    expect(Date.now() - started).toBeGreaterThanOrEqual(1000)
  })

  it('gives up on a silent node within the limit', async () => {
    const silent = await node({ http: () => true })
    const source = sourceOf([silent], { timeoutMs: 50, limitMs: 400 })
    await expect(source.blocks(1, 1, signal)).rejects.toMatchObject({
      code: 'NODE_UNAVAILABLE',
      message: expect.stringContaining('TIMED_OUT'),
    })
    expect(source.status()[0]).toMatchObject({ state: 'left out' })
  })

  it('gives up at once when it is told to stop', async () => {
    const silent = await node({ http: () => true })
    const source = sourceOf([silent])
    const stop = new AbortController()
    const waiting = source.blocks(1, 1, stop.signal)
    setTimeout(() => stop.abort(), 50)
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' })
  })

  it('refuses a node of another chain', async () => {
    const source = sourceOf([await node({ chainId: 'other-1' })])
    await expect(source.tip(signal)).rejects.toMatchObject({ code: 'CHAIN_ID_MISMATCH' })
    expect(source.status()[0]).toMatchObject({ state: 'another chain', chainIdOk: false })
  })

  it('says that a height is not there yet, and waits for it', async () => {
    const young = await node({ tip: 100 })
    const source = sourceOf([young])
    await expect(source.blocks(101, 101, signal)).rejects.toMatchObject({ code: 'HEIGHT_NOT_YET' })
    expect(await source.waitAbove(100, 100, signal)).toBe(100)
    setTimeout(() => Object.assign(young.bad, { tip: 101 }), 100)
    expect(await source.waitAbove(100, 5000, signal)).toBe(101)
    expect(await source.blocks(101, 101, signal)).toHaveLength(1)
  })

  it('says that a height is pruned', async () => {
    const source = sourceOf([await node({ lowest: 50 })])
    await expect(source.blocks(49, 51, signal)).rejects.toMatchObject({ code: 'HEIGHT_PRUNED' })
    await expect(source.point(49, signal)).rejects.toMatchObject({ code: 'HEIGHT_PRUNED' })
    expect(await source.blocks(50, 51, signal)).toHaveLength(2)
  })

  it('says so where the node promised blocks that it no longer has', async () => {
    const answer: Misbehaviour['answer'] = ({ method, params }) =>
      method === 'block' && Number(params.height) < 50
        ? {
            error: {
              code: -32603,
              message: 'Internal error',
              data: 'height 9 is not available, lowest height is 50',
            },
          }
        : undefined
    const source = sourceOf([await node({ answer })])
    await expect(source.blocks(9, 9, signal)).rejects.toMatchObject({ code: 'HEIGHT_PRUNED' })
    expect(source.status()[0]).toMatchObject({ earliestHeight: 50, state: 'healthy' })
  })

  it('reads the latest state where that of the height is pruned, and says which', async () => {
    const answer: Misbehaviour['answer'] = ({ method, params }) =>
      method === 'abci_query' && params.height !== '0'
        ? {
            result: {
              response: { code: 38, log: 'version does not exist: not found', value: null, height: '0' },
            },
          }
        : undefined
    const source = sourceOf([await node({ answer })])
    const page = await source.page({ kind: 'lease', state: 'active' }, null, 100, signal)
    expect(page).toMatchObject({ height: TIP })
    expect(page.records).toHaveLength(11)
  })

  it('puts a block that cannot be decoded into quarantine with its bytes', async () => {
    const answer: Misbehaviour['answer'] = ({ method, params }) =>
      method === 'block_results' && params.height === '20'
        ? { result: { height: '20', txs_results: 'garbage', finalize_block_events: [] } }
        : undefined
    const source = sourceOf([await node({ answer })])
    const facts = await source.blocks(19, 21, signal)
    expect(facts.map(({ quarantined }) => quarantined.length)).toEqual([0, 1, 0])
    expect(facts[1]).toMatchObject({ height: 20, events: [], received: 1 })
    expect(Buffer.from(facts[1]?.quarantined[0]?.raw ?? []).toString()).toContain('garbage')
  })

  it('does not believe transactions that the header does not name', async () => {
    const answer: Misbehaviour['answer'] = ({ method, params }, honest) =>
      method === 'block' && params.height === '20'
        ? JSON.parse(JSON.stringify(honest).replace('"txs":["CpwBCpkB', '"txs":["CpwBCpkC'))
        : undefined
    const source = sourceOf([await node({ answer })], { limitMs: 300 })
    await expect(source.blocks(20, 20, signal)).rejects.toMatchObject({ code: 'NODE_ANSWER_INVALID' })
  })

  it('asks for smaller pages when a page fails', async () => {
    const limits: string[] = []
    const answer: Misbehaviour['answer'] = ({ method, params }) => {
      if (method === 'abci_query') limits.push(params.data?.slice(-2) ?? '')
      return limits.length < 3 && method === 'abci_query'
        ? { result: { response: { code: 1, log: 'internal', value: null, height: '412' } } }
        : undefined
    }
    const source = sourceOf([await node({ answer })], { limitMs: 4000 })
    await expect(source.page({ kind: 'lease', state: 'active' }, null, TIP, signal)).rejects.toThrow()
    expect(limits.slice(0, 3)).toEqual(['64', '32', '19'])
  })
})

describe('waiting for blocks', () => {
  it('sees each soon after it is there, without asking all the time', async () => {
    const live = await node({ tip: 100 })
    const source = sourceOf([live])
    const born = new Map<number, number>()
    const timer = setInterval(() => {
      live.bad.tip = (live.bad.tip ?? 0) + 1
      born.set(live.bad.tip, Date.now())
    }, 500)
    const delays: number[] = []
    for (let height = 100; height < 108; ) {
      height = await source.waitAbove(height, 5000, signal)
      delays.push(Date.now() - (born.get(height) ?? 0))
    }
    clearInterval(timer)
    expect(Math.max(...delays.slice(2))).toBeLessThan(250)
    expect(live.calls.length).toBeLessThan(8 * delays.length)
  })
})

describe('a source with two nodes', () => {
  it('goes to the other node when one dies, and names the dead one', async () => {
    const dead = await node()
    const good = await node()
    const source = sourceOf([dead, good])
    expect(await source.blocks(1, 10, signal)).toHaveLength(10)
    await dead.close()
    expect(await source.blocks(11, 20, signal)).toHaveLength(10)
    expect(source.status()).toMatchObject([{ state: 'left out' }, { state: 'healthy' }])
    expect(source.status()[0]?.lastError).toMatch(/NODE_UNAVAILABLE/)
  })

  it('takes the node that has the height, and calls the other one lagging', async () => {
    const source = sourceOf([await node({ tip: 300 }), await node()])
    expect(await source.tip(signal)).toMatchObject({ height: TIP })
    expect(await source.blocks(400, 412, signal)).toHaveLength(13)
    expect(source.status()).toMatchObject([
      { state: 'lagging', lag: 112 },
      { state: 'healthy', lag: 0 },
    ])
    expect(lines.join()).toContain('node lags behind')
  })

  it('leaves out a node of another chain', async () => {
    const source = sourceOf([await node({ chainId: 'other-1' }), await node()])
    expect(await source.blocks(1, 10, signal)).toHaveLength(10)
    expect(source.status()).toMatchObject([{ state: 'another chain' }, { state: 'healthy' }])
  })

  it('takes old blocks from the node that still has them', async () => {
    const source = sourceOf([await node({ lowest: 300 }), await node()])
    expect(await source.blocks(1, 10, signal)).toHaveLength(10)
    expect(source.status()).toMatchObject([{ earliestHeight: 300 }, { earliestHeight: 1 }])
  })

  it('never reports a tip below a block that it served', async () => {
    const [first, second] = [await node(), await node({ tip: 410 })]
    const source = sourceOf([first, second])
    await source.blocks(410, 412, signal)
    await first.close()
    expect(await source.waitAbove(405, 50, signal)).toBe(412)
  })

  it('leaves out the node of a block that does not fit what is stored', async () => {
    const source = sourceOf([await node(), await node()])
    await source.blocks(5, 6, signal)
    source.suspect(5, 'has another parent than the one stored')
    expect(source.status()).toMatchObject([{ state: 'left out' }, { state: 'healthy' }])
    expect(await source.blocks(5, 6, signal)).toHaveLength(2)
  })
})
