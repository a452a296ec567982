import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { createTestClock } from '../kube/test-clock.ts'
import { PoolCountWatch } from './pool-count-watch.ts'
import { openMetricsReader } from './read-metrics.ts'

const metrics = (inUse: number) =>
  `metallb_allocator_addresses_total{pool="default"} 16\nmetallb_allocator_addresses_in_use_total{pool="default"} ${inUse}\n`
const never = new AbortController().signal

let server: Server
let url: string
let authorizations: (string | undefined)[]
let answer: { status: number; text: string }
beforeEach(async () => {
  authorizations = []
  answer = { status: 200, text: metrics(3) }
  server = createServer((request, response) => {
    authorizations.push(request.headers.authorization)
    response.writeHead(answer.status).end(answer.text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

test('metrics are read with a token where there is one; anything but 200 is a failure', async () => {
  const plain = openMetricsReader({ url, token: null, ca: null })
  const signed = openMetricsReader({ url, token: async () => 't0ken', ca: null })
  expect(await plain.read(never)).toBe(metrics(3))
  await signed.read(never)
  expect(authorizations).toEqual([undefined, 'Bearer t0ken'])
  answer = { status: 401, text: 'Unauthorized' }
  await expect(plain.read(never)).rejects.toMatchObject({
    code: 'KUBE_UNAVAILABLE',
    message: expect.stringMatching(/^MetalLB's metrics at 127\.0\.0\.1:\d+: status 401$/),
  })
  await Promise.all([plain.close(), signed.close()])
})

test('counts are renewed, and forgotten when they cannot be', async () => {
  const clock = createTestClock()
  const texts = [metrics(3), metrics(4), null, null, null, null, null]
  const lines: string[] = []
  const watch = new PoolCountWatch({
    reader: {
      read: async () => texts.shift() ?? Promise.reject(new RangeError('away')),
      close: async () => undefined,
    },
    clock,
    log: createLog({ level: 'warn', format: 'json', sink: { write: (line) => lines.push(line) } }),
  })
  const assigned = () => watch.counts.get('default')?.assigned
  await clock.pass(0)
  expect(assigned()).toBe(3n)
  await clock.pass(15_000)
  expect(assigned()).toBe(4n)
  await clock.pass(60_000)
  expect(assigned()).toBe(4n)
  await clock.pass(1)
  expect(assigned()).toBeUndefined()
  expect(lines).toHaveLength(1)
  const stopped = watch.stop()
  await clock.pass(0)
  await stopped
})
