import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Listener, listen } from '#gateway/listen.ts'
import { openTestWorld } from '#gateway/test-world.ts'
import { freePort } from '#platform/free-port.ts'
import { runCli } from '../test-world.ts'
import { queryCommand } from './query.ts'

let world: Awaited<ReturnType<typeof openTestWorld>>
let gateway: Listener
/** A server that answers what a test says, the last one again and again. */
let other: Server
let answers: { status: number; body: string; headers?: Record<string, string> }[] = []
let bodies: string[] = []
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ipgw-query-'))
  world = await openTestWorld()
  gateway = await listen(world, { host: '127.0.0.1', port: 0 })
  other = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(body)
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      response.writeHead(answer?.status ?? 500, answer?.headers).end(answer?.body)
    })
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
})
beforeEach(() => {
  bodies = []
})
afterAll(async () => {
  other.close()
  await gateway.close()
  await world.end()
  rmSync(folder, { recursive: true, force: true })
})

interface Run {
  readonly port?: number
  readonly stdin?: string
}
const run = (argv: readonly string[], { port = gateway.port, stdin = '' }: Run = {}) =>
  runCli(['query', ...argv], [queryCommand], { PORT: String(port), LOG_FORMAT: 'json' }, { stdin }).done
const otherPort = () => (other.address() as AddressInfo).port

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('sends a file to the gateway of the settings and prints the answer', async () => {
  const { code, out, err } = await run([file('a.graphql', '{ network { chainId } }')])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject({ data: { network: { chainId: expect.any(String) } } })
  expect(out.split('\n').length).toBeGreaterThan(5)
})

test('a document from stdin with variables, one operation of several, on one line', async () => {
  const stdin = 'query A($n: Int!) { leases(first: $n) { nodes { dseq } } } query B { network { phase } }'
  const variables = ['{"n":1}', `@${file('v.json', '{"n":1}')}`]
  for (const text of variables) {
    const { code, out } = await run(['-', '--operation', 'A', '--variables', text, '--compact'], { stdin })
    expect(code).toBe(0)
    expect(out.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(out).data.leases.nodes).toHaveLength(1)
  }
})

test('errors are lines for a person beside the answer, exit 1', async () => {
  const { code, out, err } = await run(['-'], {
    stdin: '{ lease(id: {owner: "x", dseq: "1", provider: "y"}) { id } }',
  })
  expect(code).toBe(1)
  expect(JSON.parse(out).errors.length).toBeGreaterThan(0)
  expect(err).toMatch(/^error: .+ \(BAD_USER_INPUT\)/)
})

test('an error names where in the answer it is', async () => {
  const error = { message: 'no', path: ['leases', 'nodes', 0], extensions: { code: 'INTERNAL' } }
  answers = [{ status: 200, body: JSON.stringify({ data: {}, errors: [error] }) }]
  const { code, err } = await run(['-'], { port: otherPort(), stdin: '{ a }' })
  expect({ code, err }).toEqual({ code: 1, err: 'error: no (INTERNAL) at leases.nodes.0\n' })
})

test('where nobody listens it says how to start one', async () => {
  const port = await freePort()
  const { code, out, err } = await run(['-'], { port, stdin: '{ a }' })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(
    new RegExp(`^ipgw: nothing answers at http://127\\.0\\.0\\.1:${port}/graphql .*npm start.*\n$`),
  )
})

test('a gateway that is busy is asked once more, when it says', async () => {
  const busy = { status: 503, body: '{"errors":[{"message":"busy"}]}', headers: { 'retry-after': '0' } }
  answers = [busy, { status: 200, body: '{"data":{"a":1}}' }]
  const ask = () =>
    run(['-', '--url', `http://127.0.0.1:${otherPort()}/graphql`, '--compact'], { stdin: '{ a }' })
  expect(await ask()).toMatchObject({ code: 0, out: '{"data":{"a":1}}\n' })
  answers = [busy]
  bodies = []
  expect(await ask()).toMatchObject({ code: 1, out: '{"errors":[{"message":"busy"}]}\n' })
  expect(bodies).toHaveLength(2)
  answers = [{ ...busy, headers: { 'retry-after': '3600' } }]
  bodies = []
  await ask()
  expect(bodies).toHaveLength(1)
})

test.each(['<html>502</html>', '[]', '{"a":1}', '{"errors":"x"}'])(
  '%s is no GraphQL response',
  async (body) => {
    answers = [{ status: 502, body }]
    const { code, err } = await run(['-'], { port: otherPort(), stdin: '{ a }' })
    expect(code).toBe(1)
    expect(err).toContain('answered HTTP 502 with what is no GraphQL response')
  },
)

test.each<[readonly string[], string, number?]>([
  [[], 'FILE is missing; see ipgw query --help'],
  [['a', 'b'], "Unexpected argument 'b'; see ipgw query --help"],
  [['nowhere.graphql'], 'FILE: ENOENT'],
  [['-', '--variables', '[1]'], '--variables: must be a JSON object'],
  [['-', '--variables', '@nowhere.json'], '--variables: ENOENT'],
  [['-', '--url', 'ftp://x'], '--url=ftp://x: must be an http or https URL'],
  [['-'], '--url is missing: PORT=0', 0],
])('%j is one clear line, exit 2', async (argv, said, port = gateway.port) => {
  const { code, err } = await run(argv, { port })
  expect(code).toBe(2)
  expect(err).toContain(`ipgw: ${said}`)
  expect(err.trim().split('\n')).toHaveLength(1)
})

test('the document is not larger than any gateway takes', async () => {
  const { code, err } = await run(['-'], { stdin: 'x'.repeat(2 ** 20 + 1) })
  expect(code).toBe(2)
  expect(err).toContain('stdin holds more than 1048576 bytes')
})
