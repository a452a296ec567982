import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RunningGateway, startRunningGateway } from '../conformance/running-gateway.ts'
import { HealthyClient } from './healthy-client.ts'

const LISTENED_MS = 1_500
const good = '{"query":"{ network { chainId } }"}'

let gateway: RunningGateway
beforeAll(async () => {
  gateway = await startRunningGateway({ leases: 100 })
})
afterAll(() => gateway.end())

const open = new Set<Socket>()
afterEach(() => {
  for (const socket of open) socket.destroy()
  open.clear()
})

/** A connection, and what has come back on it so far. */
interface Line {
  readonly socket: Socket
  text(): string
  isClosed(): boolean
}

function dial(): Line {
  const { hostname, port } = new URL(gateway.url)
  const socket = connect(Number(port), hostname)
  open.add(socket)
  let [text, isClosed] = ['', false]
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    text += chunk
  })
  // A connection that is cut is one of the answers that a test waits for.
  socket.on('error', () => {
    isClosed = true
  })
  socket.on('close', () => {
    isClosed = true
  })
  return { socket, text: () => text, isClosed: () => isClosed }
}

const post = (body: string, headers: readonly string[] = []) =>
  [
    'POST /graphql HTTP/1.1',
    'host: x',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n')

/** Sends pieces, and listens until the connection ends, something comes that is enough, or the time is over. */
async function exchange(
  pieces: readonly (string | Uint8Array)[],
  isEnough = (_text: string) => false,
): Promise<Line> {
  const line = dial()
  for (const piece of pieces) {
    line.socket.write(piece)
    await sleep(5)
  }
  for (let ms = 0; ms < LISTENED_MS && !line.isClosed() && !isEnough(line.text()); ms += 20) await sleep(20)
  return line
}

const answers = (text: string) => text.split('HTTP/1.1 ').length - 1

describe('a client that', () => {
  it('sends half a body and waits does not keep the others waiting', async () => {
    const slow = Array.from({ length: 100 }, () => {
      const line = dial()
      line.socket.write(post(good).slice(0, -10))
      return line
    })
    const halfHeads = Array.from({ length: 100 }, () => {
      const line = dial()
      line.socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ')
      return line
    })
    const healthy = await HealthyClient.start(gateway.graphqlUrl)
    for (let n = 0; n < 20; n++) {
      for (const { socket } of halfHeads) if (!socket.destroyed) socket.write('a')
      await sleep(30)
    }
    const { asked, wrong } = await healthy.stop()
    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(10)
    expect(slow.every((line) => line.text() === '' || /^HTTP\/1\.1 4/.test(line.text()))).toBe(true)
    // Who comes to the point in the end is answered.
    const [first] = slow
    first?.socket.write(good.slice(-10))
    for (let ms = 0; ms < LISTENED_MS && !first?.text().includes('chainId'); ms += 20) await sleep(20)
    expect(first?.text()).toMatch(/^HTTP\/1\.1 200[\s\S]*test-1/)
  })

  it('goes away in the middle of a body, or of an answer, leaves nothing behind', async () => {
    const answersWanted = '{"query":"{ leases(first: 100) { nodes { id owner provider { hostUri } } } }"}'
    const halfChunk =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n40\r\n{"query"'
    for (let n = 0; n < 60; n++) {
      const line = dial()
      line.socket.write([post(good).slice(0, -10), post(answersWanted), halfChunk][n % 3] ?? '')
      await sleep(2)
      line.socket.destroy()
    }
    const line = await exchange([post(good)], (text) => text.includes('test-1'))
    expect(line.text()).toMatch(/^HTTP\/1\.1 200/)
    expect(gateway.lines.filter((one) => one.includes('"level":"error"'))).toEqual([])
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).not.toMatch(/status="5\d\d"|code="INTERNAL"/)
  })

  it('sends its body byte by byte is answered', async () => {
    const { text } = await exchange([...post(good)], (all) => all.includes('test-1'))
    expect(text()).toMatch(/^HTTP\/1\.1 200[\s\S]*test-1/)
  })

  it('sends 30 requests at once on one connection gets 30 answers, in order', async () => {
    const requests = Array.from({ length: 30 }, (_, n) => post(`{"query":"{ a${n}: __typename }"}`)).join('')
    const { text } = await exchange([requests], (all) => all.includes('"a29"'))
    expect(answers(text())).toBe(30)
    const order = [...text().matchAll(/"a(\d+)":"Query"/g)].map((match) => Number(match[1]))
    expect(order).toEqual(Array.from({ length: 30 }, (_, n) => n))
  })

  it('sends a second request inside the body of the first gets what it asked for, once', async () => {
    const smuggled = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${post(good)}`
    const { text } = await exchange([smuggled], (all) => all.includes('HTTP/1.1'))
    expect(text()).toMatch(/^HTTP\/1\.1 400/)
    expect(text()).not.toContain('test-1')
  })

  const malformed: readonly (readonly [string, string])[] = [
    ['speaks no HTTP', 'hello\r\n\r\n'],
    ['speaks TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
    ['speaks HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['invents a method', 'ASK /graphql HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['sends a header without a name', 'GET /graphql HTTP/1.1\r\n: x\r\n\r\n'],
    ['sends a header with a NUL', 'GET /graphql HTTP/1.1\r\nhost: x\r\nx-a: \u0000\r\n\r\n'],
    ['sends no host', 'GET /livez HTTP/1.1\r\n\r\n'],
    [
      'sends two lengths',
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello`,
    ],
    ['sends a negative length', 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n'],
    [
      'sends a length that no memory has',
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n{`,
    ],
    [
      'sends a chunk of no length',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n',
    ],
    ['sends 20 KB of headers', `GET /graphql HTTP/1.1\r\nhost: x\r\n${'x-a: 1\r\n'.repeat(2_600)}\r\n`],
    [
      'sends a header of a megabyte',
      `GET /graphql HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(1_000_000)}\r\n\r\n`,
    ],
    ['sends an address of a megabyte', `GET /${'a'.repeat(1_000_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
  ]
  it.each(malformed)('%s is told so, or cut off', async (_name, text) => {
    const line = await exchange([Buffer.from(text, 'latin1')], (all) => all.includes('HTTP/1.1'))
    if (line.text() !== '') expect(line.text()).toMatch(/^HTTP\/1\.1 4\d\d /)
    else expect(line.isClosed()).toBe(true)
    expect((await exchange([post(good)], (all) => all.includes('test-1'))).text()).toMatch(/^HTTP\/1\.1 200/)
  })

  it('sends chunks without end is cut off at the limit', async () => {
    const line = dial()
    line.socket.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    )
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    let sent = 0
    for (; sent < 400 && !line.text().includes('HTTP/1.1') && !line.isClosed(); sent++) {
      line.socket.write(chunk)
      await sleep(2)
    }
    expect(sent).toBeLessThan(100)
    expect(line.text()).toMatch(/^HTTP\/1\.1 413[\s\S]*larger than \d+ bytes/)
  })
})
