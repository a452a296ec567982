import { Comet38Client, type comet38 } from '@cosmjs/tendermint-rpc'
import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import type { HttpAnswer, HttpClient } from '#platform/http.ts'
import { retryAfterMs } from '#platform/retry.ts'
import { otherChain } from '../wire/block.ts'
import { isFields } from '../wire/fields.ts'
import type { NodeStatus } from './health.ts'
import { type RawAnswer, type RpcCall, type RpcOutcome, readAnswers, requestBody } from './json-rpc.ts'
import { Limiter } from './limiter.ts'

/** CometBFT's own limit (config rpc.max_request_batch_size). */
const BATCH_MAX = 10

export interface EndpointOptions {
  readonly http: HttpClient
  readonly chainId: string
  /** Requests under way at most. */
  readonly concurrency: number
  readonly clock: Clock
}

/**
 * One node. Sends calls in batches while the node takes them and one by one for ever after it refused one;
 * a batch that took too long is halved the next time.
 */
export class Endpoint {
  readonly #options: EndpointOptions
  readonly #limiter: Limiter
  #nextId = 1
  #batch = BATCH_MAX
  #latencyMs: number | null = null

  constructor(options: EndpointOptions) {
    this.#options = options
    this.#limiter = new Limiter(options.concurrency)
  }

  /** host:port, fit for logs and status. */
  get name(): string {
    return this.#options.http.host
  }

  /** Calls that go into one request now. */
  get batch(): number {
    return this.#batch
  }

  /** A moving average of what one request takes; null before the first. */
  get latencyMs(): number | null {
    return this.#latencyMs
  }

  /** One call. Throws what the node's answer means, NODE_UNAVAILABLE, NODE_ANSWER_INVALID, TIMED_OUT, ABORTED. */
  async call(call: RpcCall, signal: AbortSignal): Promise<unknown> {
    const [outcome] = await this.#exchange([call], signal)
    if (outcome === undefined) throw new Failure('NODE_ANSWER_INVALID', `${this.name} answered nothing`)
    if (!outcome.ok) throw outcome.failure
    return outcome.result
  }

  /** Many calls, outcomes in their order. Throws where the node did not answer; a refused call is an outcome. */
  async callAll(calls: readonly RpcCall[], signal: AbortSignal): Promise<readonly RpcOutcome[]> {
    const parts = chunks(calls, this.#batch)
    const outcomes = await allOrFirstFailure(parts.map((part) => this.#part(part, signal)))
    return outcomes.flat()
  }

  /** Asks where the node stands. Throws CHAIN_ID_MISMATCH for a node of another chain. */
  async status(signal: AbortSignal): Promise<NodeStatus> {
    const client = Comet38Client.create({
      execute: async ({ id, method, params }) => ({
        jsonrpc: '2.0',
        id,
        result: await this.call({ method, params: isFields(params) ? params : {} }, signal),
      }),
      disconnect: () => undefined,
    })
    const status = statusOf(await client.status().catch(asInvalid))
    if (status.chainId !== this.#options.chainId) throw otherChain(status.chainId, this.#options.chainId)
    return status
  }

  close(): Promise<void> {
    return this.#options.http.close()
  }

  async #part(part: readonly RpcCall[], signal: AbortSignal): Promise<readonly RpcOutcome[]> {
    if (part.length === 1) return this.#exchange(part, signal)
    try {
      const outcomes = await this.#exchange(part, signal)
      this.#batch = Math.min(BATCH_MAX, this.#batch === 1 ? 1 : this.#batch + 1)
      return outcomes
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.code === 'TIMED_OUT') this.#batch = Math.max(2, this.#batch >> 1)
      if (error.values.batchRefused) this.#batch = 1
      // One poisoned answer, or one that is too large, must not take nine good ones with it.
      if (error.code !== 'NODE_ANSWER_INVALID') throw error
      return (await allOrFirstFailure(part.map((call) => this.#exchange([call], signal)))).flat()
    }
  }

  async #exchange(calls: readonly RpcCall[], signal: AbortSignal): Promise<RpcOutcome[]> {
    const firstId = this.#nextId
    this.#nextId += calls.length
    const body = requestBody(calls, firstId)
    const { clock, http } = this.#options
    return this.#limiter.run(signal, async () => {
      const startMs = clock.monotonicMs()
      const answer = await http.post(body, signal)
      const elapsedMs = clock.monotonicMs() - startMs
      this.#latencyMs = this.#latencyMs === null ? elapsedMs : this.#latencyMs * 0.9 + elapsedMs * 0.1
      return readAnswers(rawAnswer(answer, clock.now()), calls.length, firstId)
    })
  }
}

function rawAnswer({ status, headers, body }: HttpAnswer, now: Date): RawAnswer {
  const header = headers['retry-after']
  return { status, body, retryAfterMs: retryAfterMs(Array.isArray(header) ? header[0] : header, now) }
}

function chunks<T>(items: readonly T[], size: number): (readonly T[])[] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}

/** Waits for all of them, so that nothing is left running when the first failure is thrown. */
export async function allOrFirstFailure<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work)
  const failed = settled.find((item) => item.status === 'rejected')
  if (failed) throw failed.reason
  return settled.flatMap((item) => (item.status === 'fulfilled' ? [item.value] : []))
}

/** The client's decoders throw plain errors. */
function asInvalid(error: unknown): never {
  if (error instanceof Failure) throw error
  const message = error instanceof Error ? error.message : String(error)
  throw new Failure('NODE_ANSWER_INVALID', `the status of the node: ${message}`, {}, { cause: error })
}

function statusOf({ nodeInfo, syncInfo }: comet38.StatusResponse): NodeStatus {
  const hash = Buffer.from(syncInfo.latestBlockHash).toString('hex').toUpperCase()
  return {
    chainId: nodeInfo.network,
    latest: { height: syncInfo.latestBlockHeight, hash, time: new Date(syncInfo.latestBlockTime.getTime()) },
    earliestHeight: syncInfo.earliestBlockHeight ?? 1,
  }
}
