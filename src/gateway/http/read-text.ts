import type { HonoRequest } from 'hono'
import type { Log } from '#platform/log.ts'
import { type HttpRefusal, refuse } from './http-refusal.ts'

interface ReadOptions {
  readonly maxBytes: number
  readonly log: Log
}

/**
 * A request's body as text; a refusal where it is longer than `maxBytes`, of which no more are read, or where the
 * connection ends before it: that is nobody's fault here, and nobody is there any more to be told.
 */
export async function readText(
  request: HonoRequest,
  { maxBytes, log }: ReadOptions,
): Promise<string | HttpRefusal> {
  try {
    return (await boundedText(request, maxBytes)) ?? refuse(413, `the body is larger than ${maxBytes} bytes`)
  } catch (error) {
    log.debug({ err: error }, 'a body did not arrive whole')
    return refuse(400, 'the body did not arrive whole')
  }
}

async function boundedText(request: HonoRequest, maxBytes: number): Promise<string | null> {
  const length = request.header('content-length')
  // The server's parser cuts the body at this length.
  if (length !== undefined && request.header('transfer-encoding') === undefined)
    return Number(length) > maxBytes ? null : request.text()
  const body = request.raw.body
  return body === null ? '' : readStream(body, maxBytes)
}

async function readStream(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<string | null> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
