import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { at, textAt } from './recorded/recording.ts'
import { openRecording } from './recorded.ts'
import { isKnownMethod } from './rpc/dispatch.ts'
import { type ChainServer, startServer } from './server.ts'

const directory = fileURLToPath(new URL('../../test/recordings/scenario-a', import.meta.url))
const read = (name: string): unknown => JSON.parse(readFileSync(`${directory}/rpc/${name}.json`, 'utf8'))
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const chain = openRecording(directory)
let server: ChainServer
beforeAll(async () => {
  server = await startServer({ chain })
})
afterAll(() => server.close())

interface Exchange {
  readonly name: string
  readonly request: string
  readonly status: number
  readonly answer: unknown
}

/** Answers that hang on when they were recorded, or on methods that are not served. */
function isComparable({ name, request, answer }: Exchange): boolean {
  const method = /^\/(\w+)/.exec(request)?.[1] ?? ''
  if (request.startsWith('POST')) return !/not json|eleven|unknown param/.test(name)
  if (/without height|broadcast|\bstatus\b|store path|app path/.test(name)) return false
  return isKnownMethod(method) && !JSON.stringify(answer).includes('"result":{"block')
}

async function send(request: string): Promise<{ status: number; answer: unknown }> {
  const response = request.startsWith('POST / ')
    ? await fetch(server.url, { method: 'POST', body: request.slice('POST / '.length) })
    : await fetch(server.url + request)
  const text = await response.text()
  return {
    status: response.status,
    answer: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
  }
}

/** The recorded node went on after its tip was recorded. */
const atTip = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replace(/height 41[34]/g, 'height 412')
      .replace(/"height":"41[34]"/g, '"height":"412"'),
  )

const exchanges = asList(read('errors')).map(
  (entry): Exchange => ({
    name: textAt(entry, 'name'),
    request: textAt(entry, 'request'),
    status: Number(at(entry, 'http_status')),
    answer: at(entry, 'answer'),
  }),
)

describe('the RPC server', () => {
  it.each(exchanges.filter(isComparable))(
    'answers "$name" as the node did',
    async ({ request, status, answer }) => {
      expect(await send(request)).toEqual({ status, answer: atTip(answer) })
    },
  )

  it('refuses a batch of eleven with one object', async () => {
    const calls = Array.from({ length: 11 }, (_, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'health',
      params: {},
    }))
    const recorded = exchanges.find(({ name }) => name === 'post batch of eleven')
    expect((await send(`POST / ${JSON.stringify(calls)}`)).answer).toEqual(recorded?.answer)
  })

  it('answers a body that is not JSON with HTTP 500 and code -32700', async () => {
    const { status, answer } = await send('POST / this is not json')
    expect([status, at(answer, 'error', 'code'), at(answer, 'error', 'message')]).toEqual([
      500,
      -32700,
      'Parse error. Invalid JSON',
    ])
  })

  it('serves recorded answers byte for byte', async () => {
    for (const name of ['status', 'health', 'commit', 'blockchain_too_wide']) {
      const path = name === 'blockchain_too_wide' ? 'blockchain?minHeight=1&maxHeight=412' : name
      const recorded = readFileSync(`${directory}/rpc/${name}.json`, 'utf8').trim()
      const served = await (await fetch(`${server.url}/${path}`)).text()
      expect(served).toBe(recorded.replace('"last_height":"413"', '"last_height":"412"'))
    }
  })

  it('says 404 to a path that is no method', async () => {
    expect(await send('/no_such_method')).toEqual({ status: 404, answer: '404 page not found\n' })
  })

  it('speaks of pruned blocks and states as a pruned node does', async () => {
    const pruned = openRecording(directory)
    pruned.prune({ blocks: 121, states: 140 })
    const other = await startServer({ chain: pruned })
    const text = async (path: string) => (await fetch(other.url + path)).text()
    expect(await text('/block?height=120')).toContain('height 120 is not available, lowest height is 121')
    expect(await text('/blockchain?minHeight=1&maxHeight=5')).toContain(
      "min height 121 can't be greater than max height 5",
    )
    const state = await text('/abci_query?path="/akash.market.v1beta5.Query/Leases"&data=0x&height=3')
    expect(state).toContain('"code":38,"log":"failed to load state at height 3; version mismatch')
    await other.close()
  })

  it('tells subscribers of new blocks, and refuses the sixth subscription', async () => {
    const messages = await listen(6, () => {
      chain.setTip(197)
      chain.setTip(199)
    })
    chain.setTip(412)
    const recorded = asList(at(read('websocket'), 'received'))
    expect(messages.find((message) => at(message, 'id') === 6)).toEqual(
      recorded.find((message) => at(message, 'id') === 6),
    )
    for (const [id, height] of [
      [1, '198'],
      [1, '199'],
      [3, '199'],
      [4, '199'],
    ] as const) {
      const same = (message: unknown) =>
        at(message, 'id') === id && JSON.stringify(message).includes(`"height":"${height}"`)
      expect(messages.find(same)).toEqual(recorded.find(same))
    }
  })
})

/** Subscribes as the recording did, runs `act`, and answers everything that came within 300 ms. */
async function listen(count: number, act: () => void): Promise<readonly unknown[]> {
  const sent = asList(at(read('websocket'), 'sent')).slice(0, count)
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/websocket`)
  const messages: unknown[] = []
  socket.on('message', (data) => messages.push(JSON.parse(String(data))))
  await new Promise((resolve) => socket.once('open', resolve))
  for (const text of sent) socket.send(String(text))
  await expect.poll(() => messages.length).toBe(count)
  act()
  await expect.poll(() => messages.length).toBeGreaterThanOrEqual(count + 6)
  socket.close()
  return messages
}
