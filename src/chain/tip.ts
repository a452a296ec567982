import type { Clock } from '#platform/clock.ts'
import { Bell } from './rpc/bell.ts'
import type { Endpoints } from './rpc/endpoints.ts'
import { afterTip, nextQuestionMs, noPace } from './rpc/pace.ts'

export interface TipOptions {
  readonly endpoints: Endpoints
  readonly clock: Clock
  /** True while announcements of blocks arrive. */
  readonly subscribed: () => boolean
}

/** Where the chain stands: asked for by polling, sooner where somebody rings. The height never goes back. */
export class Tip {
  readonly #options: TipOptions
  readonly #bell = new Bell()
  #pace = noPace
  /** The highest block that was really served. */
  #served = 0

  constructor(options: TipOptions) {
    this.#options = options
  }

  /** A node announced a block: whoever waits asks at once. */
  ring(): void {
    this.#bell.ring()
  }

  /** A block of this height was served. */
  served(height: number): void {
    this.#served = Math.max(this.#served, height)
  }

  /** The height known now. */
  get height(): number {
    return Math.max(this.#served, this.#options.endpoints.latest()?.height ?? 0)
  }

  /** Asks a node. */
  async ask(signal: AbortSignal): Promise<number> {
    await this.#options.endpoints.refresh(signal)
    this.#pace = afterTip(this.#pace, this.height, this.#options.clock.monotonicMs())
    return this.height
  }

  /** Waits until the chain has a block above `height`, at most `timeoutMs`; answers the height known then. */
  async above(height: number, timeoutMs: number, signal: AbortSignal): Promise<number> {
    const { clock, endpoints, subscribed } = this.#options
    const endMs = clock.monotonicMs() + timeoutMs
    if (this.height > height) {
      endpoints.askStale()
      return this.height
    }
    for (;;) {
      if ((await this.ask(signal)) > height || clock.monotonicMs() >= endMs) return this.height
      const nowMs = clock.monotonicMs()
      const pauseMs = nextQuestionMs(this.#pace, nowMs, subscribed())
      await this.#bell.wait(Math.min(pauseMs, endMs - nowMs), signal)
    }
  }
}
