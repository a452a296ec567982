import { type Agent, request } from 'node:http'
import type { AbuseRequest } from './abuse.ts'

export interface Sent {
  /** 0: the connection was cut without an answer. */
  readonly status: number
  readonly contentType: string
  readonly text: string
  /** Milliseconds from the first byte that was sent to the last one that came back. */
  readonly ms: number
}

/** No answer takes longer, or the server hangs. */
const PATIENCE_MS = 15_000

/** Sends a request as it is, good manners or not. Throws where nothing comes back in time, or headers cannot be sent at all. */
export function send(
  base: string,
  { method, target, headers, body }: AbuseRequest,
  agent: Agent,
): Promise<Sent> {
  const url = new URL(base)
  const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const options = {
      agent,
      method,
      host: url.hostname,
      port: url.port,
      path: target,
      headers: { ...length, ...(headers as Record<string, string | string[]>) },
      timeout: PATIENCE_MS,
    }
    let text = ''
    const answer = (status: number, contentType = '') =>
      resolve({ status, contentType, text, ms: performance.now() - start })
    const asked = request(options, (response) => {
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => answer(response.statusCode ?? 0, response.headers['content-type']))
      response.on('error', () => answer(0))
    })
    asked.on('timeout', () => {
      reject(new TypeError(`no answer to ${method} ${target.slice(0, 60)} within ${PATIENCE_MS} ms`))
      asked.destroy()
    })
    asked.on('upgrade', (response, socket) => {
      socket.destroy()
      answer(response.statusCode ?? 0)
    })
    // The server may cut off what it does not want to read to its end.
    asked.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.code?.startsWith('HPE_')
        ? answer(0)
        : reject(error),
    )
    asked.end(body ?? undefined)
  })
}
