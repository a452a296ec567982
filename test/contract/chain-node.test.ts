import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRecording } from '#devnet/recorded.ts'
import { isKnownMethod } from '#devnet/rpc/dispatch.ts'
import { type ChainServer, startServer } from '#devnet/server.ts'
import { SimulatedChain } from '#devnet/simulated.ts'
import { at, isEventOf, listAt, shapeOf, signatures } from './node-shape.ts'

/**
 * The contract of a node: what the dev node says must have the shape of what a real node said, and the
 * recordings must be served as they are. Everything goes over HTTP, as a reader would see it.
 */
const directory = fileURLToPath(new URL('../recordings/scenario-a', import.meta.url))
const parsed = (name: string): unknown => JSON.parse(readFileSync(`${directory}/rpc/${name}.json`, 'utf8'))
const lines = (name: string) =>
  gunzipSync(readFileSync(`${directory}/${name}`))
    .toString()
    .trim()
    .split('\n')

const recordedResults = lines('rpc/block_results.ndjson.gz').map((line): unknown => JSON.parse(line))
const recordedBlocks = lines('rpc/block.ndjson.gz').map((line): unknown => JSON.parse(line))

const simulated = new SimulatedChain({ seed: 'contract', txPerBlock: 4 })
simulated.produce(900)
const past = new SimulatedChain({ seed: 'contract', txPerBlock: 1, keepRecent: 20, keepBlocks: 30 })
past.produce(60)

let real: ChainServer
let dev: ChainServer
let pruned: ChainServer
beforeAll(async () => {
  real = await startServer({ chain: openRecording(directory) })
  dev = await startServer({ chain: simulated })
  pruned = await startServer({ chain: past })
})
afterAll(() => Promise.all([real, dev, pruned].map((server) => server.close())))

const text = async (server: ChainServer, path: string) => (await fetch(server.url + path)).text()
const json = async (server: ChainServer, path: string): Promise<unknown> =>
  JSON.parse(await text(server, path))

describe('recordings, served', () => {
  it('are byte for byte what the node answered: every block, every result', async () => {
    for (const [name, file] of [
      ['block', 'block'],
      ['block_results', 'block_results'],
    ] as const) {
      for (const [index, line] of lines(`rpc/${file}.ndjson.gz`).entries())
        expect(await text(real, `/${name}?height=${index + 1}`)).toBe(line)
    }
  })

  it('are byte for byte what the node answered: every query of state', async () => {
    for (const line of lines('abci/abci.ndjson.gz')) {
      const { path, data, height } = JSON.parse(line).request
      // What was asked of "latest" was answered after the recorded tip.
      if (height === '0') continue
      const answer = line.slice(line.indexOf('"answer":') + '"answer":'.length, -1)
      expect(
        await text(
          real,
          `/abci_query?path=${encodeURIComponent(`"${path}"`)}&data=0x${data}&height=${height}`,
        ),
      ).toBe(answer)
    }
  })
})

describe('the simulation, held against the recordings', () => {
  it.each(['status', 'abci_info', 'health', 'commit'])('has the shape of /%s', async (method) => {
    expect(shapeOf(await json(dev, `/${method}`))).toEqual(shapeOf(parsed(method)))
  })

  it('has the shape of blocks and headers, empty and full', async () => {
    const isFull = (block: unknown) => listAt(block, 'result', 'block', 'data', 'txs').length > 0
    const [first, ...others] = recordedBlocks
    expect(shapeOf(await json(dev, '/block?height=1'))).not.toEqual(shapeOf(undefined))
    expect(shapeOf(await json(dev, '/block?height=500'))).toEqual(shapeOf(others.find(isFull)))
    expect(shapeOf(await json(pruned, '/block?height=60'))).toEqual(shapeOf(others.find(isFull)))
    const quiet = await startServer({ chain: quietChain() })
    expect(shapeOf(await json(quiet, '/block?height=1'))).toEqual(shapeOf(first))
    expect(shapeOf(await json(quiet, '/block?height=5'))).toEqual(
      shapeOf(others.find((block) => !isFull(block))),
    )
    await quiet.close()
    const header = at(others[0], 'result', 'block', 'header')
    expect(shapeOf(at(await json(dev, '/header?height=7'), 'result', 'header'))).toEqual(shapeOf(header))
  })

  it('has the shape of /blockchain, newest first and cut to twenty', async () => {
    const answer = await json(dev, '/blockchain?minHeight=1&maxHeight=412')
    expect(shapeOf(answer)).toEqual(shapeOf(parsed('blockchain_too_wide')))
    expect(listAt(answer, 'result', 'block_metas').map((meta) => at(meta, 'header', 'height'))).toEqual(
      Array.from({ length: 20 }, (_, index) => String(412 - index)),
    )
  })

  it('has the shape of block results: full, failed and empty', async () => {
    const withTx = (code: (value: unknown) => boolean) =>
      recordedResults.find((result) => code(at(listAt(result, 'result', 'txs_results')[0], 'code')))
    const strip = (result: unknown, keep: (code: unknown) => boolean) => {
      const tx = listAt(result, 'result', 'txs_results').find((one) => keep(at(one, 'code')))
      return shapeOf({
        ...(at(result, 'result') ?? {}),
        txs_results: tx === undefined ? null : [withoutEvents(tx)],
        finalize_block_events: [],
      })
    }
    for (const keep of [
      (code: unknown) => code === 0,
      (code: unknown) => typeof code === 'number' && code > 0,
    ]) {
      const own = await findResult(keep)
      expect(strip(own, keep)).toEqual(strip(withTx(keep), keep))
    }
    const quiet = quietChain()
    expect(shapeOf(at(JSON.parse(quiet.blockResults(5)), 'txs_results'))).toBe('null')
  })

  it('writes every event with keys, order and quoting that a real node wrote', async () => {
    const known = signatures(recordedResults)
    const own = signatures(
      await Promise.all(
        Array.from({ length: simulated.tip() }, (_, index) =>
          json(dev, `/block_results?height=${index + 1}`),
        ),
      ),
    )
    // Combinations of wrapping that the recording happens not to have differ in the number of indexes only.
    const unwrapped = (signature: string) => signature.replace(/authz_msg_index=bare number,/g, '')
    const plain = new Set([...known].map(unwrapped))
    expect([...own].filter((signature) => !plain.has(unwrapped(signature)))).toEqual([])
    const missing = [...known]
      .map(unwrapped)
      .filter((signature) => isEventOf('akash.', signature) && ![...own].map(unwrapped).includes(signature))
    // Events of other modules at the first block, and what certificates would tell.
    expect(missing.filter((signature) => !isEventOf('akash.bme.', signature))).toEqual([])
    expect(
      [...own].filter((signature) => /(authz_msg_index=bare number,){2}/.test(signature)).length,
    ).toBeGreaterThan(3)
  })

  const errors = (name: string) =>
    listAt(parsed(name)).map((entry) => ({
      name: String(at(entry, 'name')),
      request: String(at(entry, 'request')),
      status: Number(at(entry, 'http_status')),
      answer: at(entry, 'answer'),
    }))

  it.each(errors('errors').filter(isServed))(
    'refuses "$name" as the node did',
    async ({ request, status, answer }) => {
      const response = await (request.startsWith('POST / ')
        ? fetch(dev.url, { method: 'POST', body: request.slice('POST / '.length) })
        : fetch(dev.url + request))
      expect(response.status).toBe(status)
      expect(anyHeight(await response.json())).toEqual(anyHeight(answer))
    },
  )

  it.each(
    errors('errors_pruned_node').filter(({ answer }) => JSON.stringify(answer).includes('not available')),
  )('speaks of what is pruned as the node did: $name', async ({ request, status, answer }) => {
    if (!isKnownMethod(/^\/(\w+)/.exec(request)?.[1] ?? '')) return
    const response = await fetch(pruned.url + request.replace(/height=\d+/, 'height=1'))
    expect(response.status).toBe(status)
    expect(anyHeight(await response.json())).toEqual(anyHeight(answer))
  })

  it('knows every code of abci_query', async () => {
    const path = encodeURIComponent('"/akash.market.v1beta5.Query/Leases"')
    const code = async (server: ChainServer, query: string) =>
      at(await json(server, `/abci_query?${query}`), 'result', 'response', 'code')
    expect(await code(pruned, `path=${path}&data=0x&height=1`)).toBe(38)
    expect(await code(dev, `path=${path}&data=0x&height=99999`)).toBe(26)
    expect(await code(dev, `path=${path}&data=0x0a0012070a030102031803`)).toBe(18)
    expect(await code(dev, `path=${encodeURIComponent('"/no/such"')}&data=0x`)).toBe(6)
    expect(
      await code(
        dev,
        `path=${encodeURIComponent('"/akash.provider.v1beta4.Query/Providers"')}&data=0x0a070a030102031803`,
      ),
    ).toBe(0)
  })
})

/** Requests whose answers do not hang on the recorded chain's own records. */
function isServed({ name, request, answer }: { name: string; request: string; answer: unknown }): boolean {
  if (!JSON.stringify(answer).includes('"error"') && !/"code":(6|18|26)/.test(JSON.stringify(answer)))
    return false
  if (request.startsWith('POST')) return !/not json|eleven/.test(name)
  return isKnownMethod(/^\/(\w+)/.exec(request)?.[1] ?? '')
}

/** Heights differ from chain to chain. */
const anyHeight = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replace(/height (is )?\d+/g, 'height N')
      .replace(/"height":"[1-9]\d*"/g, '"height":"N"'),
  )

const withoutEvents = (tx: unknown) => ({ ...(typeof tx === 'object' ? tx : {}), events: [] })

function quietChain(): SimulatedChain {
  const quiet = new SimulatedChain({ seed: 'quiet', txPerBlock: 0 })
  quiet.produce(10)
  return quiet
}

async function findResult(keep: (code: unknown) => boolean): Promise<unknown> {
  for (let height = 1; height <= simulated.tip(); height++) {
    const answer = await json(dev, `/block_results?height=${height}`)
    if (listAt(answer, 'result', 'txs_results').some((tx) => keep(at(tx, 'code')))) return answer
  }
  return null
}
