import { Failure } from '#domain/failure.ts'
import { abortedFailure } from '#platform/deadline.ts'

/** Many times what a gateway takes. */
const MAX_BYTES = 2 ** 20

/** All of an input as text, whenever it ends. Throws BAD_USER_INPUT above 1 MiB, ABORTED when the signal fires first. */
export async function readInput(
  input: AsyncIterable<string | Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(abortedFailure('reading stdin', signal)), { once: true }),
  )
  return await Promise.race([collect(input), aborted])
}

async function collect(input: AsyncIterable<string | Uint8Array>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > MAX_BYTES) throw new Failure('BAD_USER_INPUT', `stdin holds more than ${MAX_BYTES} bytes`)
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString('utf8')
}
