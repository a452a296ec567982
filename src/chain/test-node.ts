import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { recordedBlocks, recordedQueries, recordedResults, recordedStatus, TIP } from './test-recordings.ts'

// A node that serves the recordings over loopback, for the tests of this room; it misbehaves as it is told.

export interface Call {
  readonly method: string
  readonly params: Readonly<Record<string, string>>
}

/** What a node does instead of answering well. */
export interface Misbehaviour {
  /** Another JSON-RPC result or error for a call; undefined leaves it. */
  answer?: (call: Call, honest: Answer) => Answer | undefined
  /** Takes over the whole HTTP exchange; false leaves it. */
  http?: (response: ServerResponse, body: string) => boolean
  /** The height that `status` announces, and that limits what is served. */
  tip?: number
  /** The lowest block that is left. */
  lowest?: number
  chainId?: string
  /** True refuses batches. */
  noBatch?: boolean
}

export type Answer = { readonly result: unknown } | { readonly error: unknown }

export interface TestNode {
  readonly url: string
  /** Set its fields to misbehave. */
  readonly bad: Misbehaviour
  /** Calls that were answered. */
  readonly calls: Call[]
  requests: number
  close(): Promise<void>
}

const blocks = recordedBlocks()
const results = recordedResults()
const queries = new Map(recordedQueries().map(({ request, answer }) => [queryKey(request), answer.result]))
const status = recordedStatus()

function queryKey({ path, data, height }: { path: string; data: string; height: string }): string {
  return `${path} ${data} ${height}`
}

const internal = (data: string): Answer => ({ error: { code: -32603, message: 'Internal error', data } })

export async function startTestNode(bad: Misbehaviour = {}): Promise<TestNode> {
  const node = { bad, calls: [] as Call[], requests: 0 }
  const server = createServer((request, response) => void serve(node, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(node, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

type State = Pick<TestNode, 'bad' | 'calls' | 'requests'>

async function serve(node: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  node.requests += 1
  const body = await textOf(request)
  if (node.bad.http?.(response, body)) return
  response.setHeader('content-type', 'application/json')
  if (request.method === 'GET') {
    response.end(JSON.stringify({ jsonrpc: '2.0', id: -1, ...answer(node, callOf(request.url ?? '/')) }))
    return
  }
  const parsed = JSON.parse(body)
  const refusal = {
    jsonrpc: '2.0',
    error: { code: -32600, message: 'Invalid Request', data: 'batch refused' },
  }
  if (Array.isArray(parsed) && (node.bad.noBatch || parsed.length > 10)) response.end(JSON.stringify(refusal))
  else if (Array.isArray(parsed)) response.end(JSON.stringify(parsed.map((item) => reply(node, item))))
  else response.end(JSON.stringify(reply(node, parsed)))
}

const reply = (node: State, { id, method, params }: { id: number } & Call) => ({
  jsonrpc: '2.0',
  id,
  ...answer(node, { method, params }),
})

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}

function callOf(url: string): Call {
  const { pathname, searchParams } = new URL(url, 'http://node')
  const params = [...searchParams].map(([key, value]) => [
    key,
    value.replace(/^"|"$/g, '').replace(/^0x/, ''),
  ])
  return { method: pathname.slice(1), params: Object.fromEntries(params) }
}

function answer(node: State, call: Call): Answer {
  node.calls.push(call)
  const honest = honestAnswer(node.bad, call)
  return node.bad.answer?.(call, honest) ?? honest
}

function honestAnswer(bad: Misbehaviour, { method, params }: Call): Answer {
  if (method === 'status') return { result: statusOf(bad) }
  if (method === 'block' || method === 'block_results') return blockAnswer(bad, method, Number(params.height))
  if (method === 'abci_query') return abciAnswer(bad, params)
  return { error: { code: -32601, message: 'Method not found' } }
}

function statusOf({ tip = TIP, lowest = 1, chainId }: Misbehaviour): unknown {
  const { node_info, sync_info, validator_info } = status.result as Record<string, Record<string, unknown>>
  const at = blocks[Math.min(tip, TIP) - 1]?.result as {
    block_id: { hash: string }
    block: { header: { time: string } }
  }
  return {
    node_info: { ...node_info, network: chainId ?? node_info?.network },
    sync_info: {
      ...sync_info,
      latest_block_height: String(tip),
      latest_block_hash: at.block_id.hash,
      latest_block_time: at.block.header.time,
      earliest_block_height: String(lowest),
    },
    validator_info,
  }
}

function blockAnswer({ tip = TIP, lowest = 1 }: Misbehaviour, method: string, height: number): Answer {
  if (height > tip)
    return internal(`height ${height} must be less than or equal to the current blockchain height ${tip}`)
  if (height < lowest) return internal(`height ${height} is not available, lowest height is ${lowest}`)
  return { result: (method === 'block' ? blocks : results)[height - 1]?.result }
}

/** Recorded queries only; "latest" is the recorded tip. */
function abciAnswer({ tip = TIP }: Misbehaviour, params: Call['params']): Answer {
  const height = params.height === '0' ? String(tip) : (params.height ?? '')
  const found = queries.get(queryKey({ path: params.path ?? '', data: params.data ?? '', height }))
  if (found) return { result: found }
  const response = { code: 22, log: 'not recorded: key not found', value: null, height }
  return { result: { response } }
}
