import { Failure } from '#domain/failure.ts'
import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import { withDeadline } from '#platform/deadline.ts'
import type { Log } from '#platform/log.ts'
import { type Need, obstacle } from './choice.ts'
import type { Endpoint } from './endpoint.ts'
import { type EndpointStatus, endpointStatus, LAG_LIMIT } from './endpoint-status.ts'
import {
  type Announced,
  afterFailure,
  afterPruned,
  afterStatus,
  afterWork,
  type Health,
  unknownHealth,
} from './health.ts'

export interface RosterOptions {
  /** In order of preference. */
  readonly endpoints: readonly Endpoint[]
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** How old the status of a node that has no work may become. */
const STATUS_AGE_MS = 2_000
/** A node that takes longer to say where it stands is not waited for. */
const ACQUAINT_MS = 1_000
const ANYTHING: Need = { what: 'a node' }

/** A node of the roster; `health` is replaced, never changed, and only by the roster. */
export interface Member {
  readonly endpoint: Endpoint
  health: Health
}

/** The nodes of one chain and how each of them is; tells the log whenever that changes. */
export class Roster {
  readonly members: readonly Member[]
  readonly #options: RosterOptions
  /** Status questions under way, so that none is asked twice and `close` leaves none behind. */
  readonly #asking = new Map<Member, Promise<void>>()
  /** Those that the log has called lagging. */
  readonly #lagging = new Set<Member>()
  readonly #closing = new AbortController()
  #acquainted: Promise<void> | null = null

  constructor(options: RosterOptions) {
    this.#options = options
    this.members = options.endpoints.map((endpoint) => ({ endpoint, health: unknownHealth }))
  }

  /** Fires when the roster is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /** The newest block that a healthy node announces; null where none is known to be well. */
  latest(): Announced | null {
    const tips = this.able(ANYTHING).flatMap(({ health }) => health.status?.latest ?? [])
    return tips.reduce<Announced | null>(
      (best, tip) => (best === null || tip.height > best.height ? tip : best),
      null,
    )
  }

  status(): EndpointStatus[] {
    const best = this.latest()?.height ?? null
    const nowMs = this.#nowMs()
    return this.members.map((member) =>
      endpointStatus(member, { why: obstacle(member.health, ANYTHING, nowMs), best }, this.#options.clock),
    )
  }

  /** The nodes that can do this now, in order of preference. */
  able(need: Need): Member[] {
    const nowMs = this.#nowMs()
    return this.members.filter(({ health }) => obstacle(health, need, nowMs) === null)
  }

  /** It did what was asked of it. */
  praise(member: Member): void {
    member.health = afterWork(member.health)
  }

  /** It failed, or did something wrong that its single answers do not show: it is left out for a while. */
  blame(member: Member, failure: Failure): void {
    const nowMs = this.#nowMs()
    member.health = afterFailure(member.health, failure, { nowMs, random: this.#options.random })
    const leftOutMs = Math.round(member.health.cooldownUntilMs - nowMs)
    const { errorsInRow } = member.health
    const fields = {
      ...failure.values,
      node: member.endpoint.name,
      code: failure.code,
      errorsInRow,
      leftOutMs,
    }
    this.#options.log.warn(fields, `node left out: ${failure.message}`)
  }

  /** Something is wrong with what it says, though not enough to leave it out. */
  note(member: Member, failure: Failure): void {
    const { health } = member
    member.health = { ...health, errors: health.errors + 1, lastError: `${failure.code}: ${failure.message}` }
    this.#options.log.warn(
      { ...failure.values, node: member.endpoint.name, code: failure.code },
      failure.message,
    )
  }

  /** It no longer has `height`: of its blocks, or of its state. */
  notePruned(member: Member, what: 'blocks' | 'state', height: number): void {
    member.health = afterPruned(member.health, what, { height, nowMs: this.#nowMs() })
    this.#options.log.info({ node: member.endpoint.name, height, what }, 'node has pruned that height')
  }

  /** Asks nodes that were not asked for long, in the background. */
  askStale(): void {
    for (const member of this.members)
      if (this.#nowMs() - member.health.askedMs > STATUS_AGE_MS) this.askSoon(member)
  }

  /** Asks in the background unless it is being left out. Never rejects for a node's fault: that is noted with it. */
  askSoon(member: Member): void {
    if (this.#asking.has(member) || this.#nowMs() < member.health.cooldownUntilMs) return
    const asked = this.ask(member, this.#closing.signal)
      .catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error
        if (error.code !== 'ABORTED') this.blame(member, error)
      })
      .finally(() => this.#asking.delete(member))
    this.#asking.set(member, asked)
  }

  /** Asks them, and waits at most `timeoutMs` until one has said where it stands, or failed to. */
  askAny(members: readonly Member[], timeoutMs: number, signal: AbortSignal): Promise<void> {
    for (const member of members) this.askSoon(member)
    const asking = members.flatMap((member) => this.#asking.get(member) ?? [])
    const deadline = { what: 'asking nodes for their status', timeoutMs, signal }
    return withDeadline(deadline, () => Promise.race(asking))
  }

  /** Gives every node, once, a short while to say where it stands. */
  acquaint(): Promise<void> {
    this.#acquainted ??= this.#askAll()
    return this.#acquainted
  }

  async #askAll(): Promise<void> {
    for (const member of this.members) if (member.health.status === null) this.askSoon(member)
    const { clock } = this.#options
    await Promise.race([
      Promise.allSettled(this.#asking.values()),
      clock.sleep(ACQUAINT_MS, this.#closing.signal),
    ])
  }

  /** Throws what the node's answer means. */
  async ask(member: Member, signal: AbortSignal): Promise<void> {
    const status = await member.endpoint.status(signal)
    const before = member.health
    member.health = afterStatus(before, status, this.#nowMs())
    const returns = before.errorsInRow > 0 && before.status === null
    if (returns) this.#options.log.info({ node: member.endpoint.name }, 'node is back')
    this.#tellLag()
  }

  /** Ends every connection; work under way fails. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled(this.members.map(({ endpoint }) => endpoint.close()))
    await Promise.allSettled(this.#asking.values())
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs()
  }

  #tellLag(): void {
    const { log } = this.#options
    const best = this.latest()?.height ?? 0
    for (const member of this.members) {
      const node = member.endpoint.name
      const lag = best - (member.health.status?.latest.height ?? best)
      if (lag > LAG_LIMIT && !this.#lagging.has(member)) log.warn({ node, lag, best }, 'node lags behind')
      if (lag > LAG_LIMIT) this.#lagging.add(member)
      else if (this.#lagging.delete(member)) log.info({ node }, 'node has caught up')
    }
  }
}
