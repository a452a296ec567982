import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { AnswerReader } from './answer-reader.ts'
import { percentile } from './measure.ts'
import type { OpenLoad } from './open-loop.ts'

/**
 * Sends requests at a fixed rate over plain sockets, started by bench/open-loop.ts. A socket carries one request at a
 * time. All are open and known to the server before the load begins, as those of clients that stay are: Node takes
 * one new connection in a turn of its loop, so that a flood of them would be measured and not one of requests.
 */
const SOCKETS = 1_000
const TICK_MS = 2
const LAST_ANSWER_MS = 10_000

interface Line {
  readonly socket: Socket
  readonly reader: AnswerReader
  /** When the request under way was due; null while it is free. */
  dueMs: number | null
}

const { port, file, rate, seconds } = JSON.parse(process.argv[2] ?? '{}')
const requests = (JSON.parse(readFileSync(file, 'utf8')) as string[]).map(rawRequest)
const admitted: number[] = []
const refused: number[] = []
const free: Line[] = []
const open = new Set<Line>()
let sent = 0
let unsent = 0
let withoutRetryAfter = 0
let others = 0
let unanswered = 0

function rawRequest(body: string): Buffer {
  const head = [
    'POST /graphql HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function openLine(): Line {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const line: Line = {
    socket,
    reader: new AnswerReader((status, head) => answered(line, status, head)),
    dueMs: null,
  }
  open.add(line)
  socket.on('data', (bytes) => line.reader.read(bytes))
  // What went wrong shows in 'close', which always follows.
  socket.on('error', () => undefined)
  socket.on('close', () => lost(line))
  return line
}

function answered(line: Line, status: number, head: string): void {
  if (startMs === null) {
    free.push(line)
    if (free.length === open.size) begin()
    return
  }
  const tookMs = performance.now() - (line.dueMs ?? Number.NaN)
  line.dueMs = null
  free.push(line)
  if (status === 200) admitted.push(tookMs)
  else if (status === 429 || status === 503) {
    refused.push(tookMs)
    if (!/^retry-after:/im.test(head)) withoutRetryAfter++
  } else others++
}

function lost(line: Line): void {
  open.delete(line)
  const at = free.indexOf(line)
  if (at >= 0) free.splice(at, 1)
  if (line.dueMs !== null) unanswered++
}

function send(dueMs: number): void {
  const line = free.pop()
  if (line === undefined) {
    unsent++
    return
  }
  line.dueMs = dueMs
  line.socket.write(requests[sent++ % requests.length] ?? '')
}

/** Null until every socket has had an answer. */
let startMs: number | null = null
let ticker: NodeJS.Timeout | undefined
let due = 0

function begin(): void {
  const beganMs = performance.now()
  startMs = beganMs
  ticker = setInterval(() => tick(beganMs), TICK_MS)
}

function tick(beganMs: number): void {
  const elapsedMs = Math.min(performance.now() - beganMs, seconds * 1000)
  for (const until = Math.floor((elapsedMs / 1000) * rate); due < until; due++)
    send(beganMs + (due / rate) * 1000)
  if (elapsedMs === seconds * 1000) finish()
}

for (let n = 0; n < SOCKETS; n++)
  openLine().socket.write(`GET /livez HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)

function finish(): void {
  clearInterval(ticker)
  const limitMs = performance.now() + LAST_ANSWER_MS
  const waiting = setInterval(() => {
    const underWay = [...open].filter((line) => line.dueMs !== null).length
    if (underWay > 0 && performance.now() < limitMs) return
    clearInterval(waiting)
    unanswered += underWay
    tell()
  }, 50)
}

function tell(): void {
  const seen: OpenLoad = {
    sent,
    unsent,
    admitted: admitted.length,
    admittedP50Ms: percentile(admitted, 0.5),
    admittedP99Ms: percentile(admitted, 0.99),
    refused: refused.length,
    refusedP99Ms: refused.length === 0 ? 0 : percentile(refused, 0.99),
    withoutRetryAfter,
    others,
    unanswered,
  }
  process.send?.(seen, () => process.exit(0))
}
