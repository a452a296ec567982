import { Agent, request } from 'undici'
import { Failure } from '#domain/failure.ts'
import { withDeadline } from '#platform/deadline.ts'

export interface MetricsSource {
  /** http up to MetalLB 0.15.3 (port 7472), https since 0.16.0 (port 9120). */
  readonly url: string
  /** For the Authorization header, read anew each time; null: none is sent. */
  readonly token: (() => Promise<string>) | null
  /** PEM of who signed the certificate; null: it is not checked, for MetalLB signs its own anew at each start. */
  readonly ca: string | null
  /** Milliseconds for one reading. Default 5000. */
  readonly timeoutMs?: number
}

const MAX_BYTES = 16 * 2 ** 20

export interface MetricsReader {
  /** The metrics as text. Throws KUBE_UNAVAILABLE (no answer, or no 200), TIMED_OUT, ABORTED. */
  read(signal: AbortSignal): Promise<string>
  close(): Promise<void>
}

/** Reads the metrics of MetalLB's controller. */
export function openMetricsReader({ url, token, ca, timeoutMs = 5000 }: MetricsSource): MetricsReader {
  const dispatcher = new Agent({
    connect: ca === null ? { rejectUnauthorized: false } : { ca },
    maxResponseSize: MAX_BYTES,
    connections: 1,
  })
  const what = `MetalLB's metrics at ${new URL(url).host}`
  const fetchText = async (signal: AbortSignal) => {
    const headers = token === null ? {} : { authorization: `Bearer ${await token()}` }
    const { statusCode, body } = await request(url, { dispatcher, signal, headers })
    const text = await body.text()
    if (statusCode === 200) return text
    throw new Failure('KUBE_UNAVAILABLE', `${what}: status ${statusCode}`, { status: statusCode })
  }
  return {
    read: (signal) =>
      withDeadline({ what, timeoutMs, signal }, fetchText).catch((error: unknown) => {
        if (error instanceof Failure) throw error
        const reason = error instanceof Error ? error.message : String(error)
        throw new Failure('KUBE_UNAVAILABLE', `${what}: ${reason}`, {}, { cause: error })
      }),
    close: () => dispatcher.destroy(),
  }
}
