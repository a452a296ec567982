import { Failure, isFailure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Need } from '../rpc/choice.ts'
import type { Endpoints } from '../rpc/endpoints.ts'
import type { Member } from '../rpc/roster.ts'

export interface PeersOptions {
  readonly endpoints: Endpoints
  readonly clock: Clock
  readonly log: Log
}

/** How long we wait for a second node that does not have the height yet. */
const PATIENCE_MS = 500
const PAUSE_MS = 25
/** A node that kept us waiting is not asked to bear others out for so long. */
const SKIP_MS = 30_000

/** Asks nodes what another node said. */
export class Peers {
  readonly #options: PeersOptions
  /** Slow members, and until when they are not asked; milliseconds of the monotonic clock. */
  readonly #skipped = new Map<Member, number>()

  constructor(options: PeersOptions) {
    this.#options = options
  }

  /** What the first peer that can says; null where none can. */
  async second<T>(
    member: Member,
    need: Need,
    ask: (peer: Member) => Promise<T>,
  ): Promise<{ peer: Member; said: T } | null> {
    await this.#options.endpoints.acquaint()
    for (const peer of this.#able(member, need)) {
      const said = await this.try(peer, ask)
      if (said !== null) return { peer, said }
    }
    return null
  }

  /** What all other peers say, those who cannot left out. */
  async others<T>(
    but: readonly Member[],
    need: Need,
    ask: (peer: Member) => Promise<T>,
  ): Promise<{ peer: Member; said: T }[]> {
    const [first] = but
    const peers = first === undefined ? [] : this.#able(first, need).filter((peer) => !but.includes(peer))
    const said = await Promise.all(peers.map(async (peer) => ({ peer, said: await this.try(peer, ask) })))
    return said.flatMap(({ peer, said: one }) => (one === null ? [] : [{ peer, said: one }]))
  }

  /** What a node says, null where it cannot: that is noted with it. Throws ABORTED. */
  async try<T>(peer: Member, ask: (peer: Member) => Promise<T>): Promise<T | null> {
    const { endpoints, clock } = this.#options
    const endMs = clock.monotonicMs() + PATIENCE_MS
    for (;;) {
      try {
        return await ask(peer)
      } catch (error) {
        if (!(error instanceof Failure) || error.code === 'ABORTED') throw error
        if (isFailure(error, 'HEIGHT_PRUNED')) return null
        if (!isFailure(error, 'HEIGHT_NOT_YET')) {
          endpoints.blame(peer, error)
          return null
        }
        if (clock.monotonicMs() >= endMs) {
          this.#skipped.set(peer, clock.monotonicMs() + SKIP_MS)
          return null
        }
        await clock.sleep(PAUSE_MS)
      }
    }
  }

  /** Like `try`, for what may well not exist: null at once, and nothing is noted. Throws ABORTED. */
  async glance<T>(peer: Member, ask: (peer: Member) => Promise<T>): Promise<T | null> {
    try {
      return await ask(peer)
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'ABORTED') throw error
      this.#options.log.debug({ node: peer.endpoint.name, code: error.code }, error.message)
      return null
    }
  }

  #able(member: Member, need: Need): Member[] {
    const nowMs = this.#options.clock.monotonicMs()
    return this.#options.endpoints
      .peers(member, need)
      .filter((peer) => (this.#skipped.get(peer) ?? 0) <= nowMs)
  }
}
