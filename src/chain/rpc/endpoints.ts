import { setMaxListeners } from 'node:events'
import { Failure } from '#domain/failure.ts'
import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import { throwIfAborted, withDeadline } from '#platform/deadline.ts'
import type { Log } from '#platform/log.ts'
import { choose, type Need, obstacle } from './choice.ts'
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
import { isFinal } from './node-error.ts'

export interface EndpointsOptions {
  /** In order of preference. */
  readonly endpoints: readonly Endpoint[]
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Milliseconds for one piece of work with all its attempts. */
  readonly limitMs: number
}

/** For 1 to 40 ms a node announces a height that it cannot serve yet; a busy one takes longer. */
const TIP_RACE_MS = 3_000
const TIP_RACE_PAUSE_MS = 10
/** How old the status of a node that has no work may become. */
const STATUS_AGE_MS = 2_000
const PEER_LAG = 20
const ANYTHING: Need = { what: 'a node' }

/** A node of the set; `health` is replaced, never changed. */
export interface Member {
  readonly endpoint: Endpoint
  health: Health
}

/** One piece of work under way. */
interface Attempt {
  readonly need: Need
  readonly signal: AbortSignal
  readonly startMs: number
  /** Nodes that refused it for good. */
  readonly refused: Set<Member>
  last: Failure | null
}

/**
 * Several nodes of one chain. Work goes to the first that is well and has the height. One that fails, lags,
 * is pruned or belongs to another chain is named in the log and in `status`, left out for a while, asked for
 * its status again and taken back when it is well.
 */
export class Endpoints {
  readonly #options: EndpointsOptions
  readonly #members: readonly Member[]
  /** Status questions under way, so that none is asked twice and `close` leaves none behind. */
  readonly #asking = new Map<Member, Promise<void>>()
  /** Those that the log has called lagging. */
  readonly #lagging = new Set<Member>()
  readonly #closing = new AbortController()

  constructor(options: EndpointsOptions) {
    this.#options = options
    this.#members = options.endpoints.map((endpoint) => ({ endpoint, health: unknownHealth }))
  }

  /** The newest block that a healthy node announces; null where none is known to be well. */
  latest(): Announced | null {
    const tips = this.able(ANYTHING).flatMap(({ health }) =>
      health.status === null ? [] : [health.status.latest],
    )
    return tips.reduce<Announced | null>(
      (best, tip) => (best === null || tip.height > best.height ? tip : best),
      null,
    )
  }

  status(): EndpointStatus[] {
    const best = this.latest()?.height ?? null
    const nowMs = this.#nowMs()
    return this.#members.map((member) =>
      endpointStatus(member, { why: obstacle(member.health, ANYTHING, nowMs), best }, this.#options.clock),
    )
  }

  /** The nodes that can do this now, in order of preference. */
  able(need: Need): Member[] {
    const nowMs = this.#nowMs()
    return this.#members.filter(({ health }) => obstacle(health, need, nowMs) === null)
  }

  /**
   * Other nodes that may bear out what `member` says of heights up to `need.to`: a little behind is enough, as
   * what we know of those who have no work is some seconds old.
   */
  peers(member: Member, need: Need): Member[] {
    const { to = 0, ...rest } = need
    return this.able({ ...rest, to: to - PEER_LAG }).filter((other) => other !== member)
  }

  /** Something is wrong with what the node says, though not enough to leave it out. */
  note(member: Member, failure: Failure): void {
    member.health = {
      ...member.health,
      errors: member.health.errors + 1,
      lastError: `${failure.code}: ${failure.message}`,
    }
    this.#options.log.warn(
      { ...failure.values, node: member.endpoint.name, code: failure.code },
      failure.message,
    )
  }

  /** Asks nodes that were not asked for long, in the background. */
  askStale(): void {
    for (const member of this.#members)
      if (this.#nowMs() - member.health.askedMs > STATUS_AGE_MS) this.#askSoon(member)
  }

  /** Asks the preferred node where it stands, and the others when they were not asked for long. */
  async refresh(signal: AbortSignal): Promise<void> {
    this.askStale()
    await this.run({ what: 'the status of a node' }, signal, (member) => this.#ask(member, signal))
  }

  /**
   * Does a piece of work at a node that can, at another where that fails, again after a pause where all did.
   * Throws HEIGHT_NOT_YET and HEIGHT_PRUNED where no node has the height, CHAIN_ID_MISMATCH where all are of
   * another chain, what the request itself is to blame for, the last failure when the time is over, ABORTED.
   */
  async run<T>(need: Need, signal: AbortSignal, work: (member: Member) => Promise<T>): Promise<T> {
    // One signal stops as many requests as there are.
    setMaxListeners(0, signal)
    const attempt: Attempt = { need, signal, startMs: this.#nowMs(), refused: new Set(), last: null }
    for (;;) {
      const member = await this.#choose(attempt)
      try {
        const result = await work(member)
        member.health = afterWork(member.health)
        return result
      } catch (error) {
        if (!(error instanceof Failure) || isOurs(error)) throw error
        attempt.last = error
        await this.#learn(attempt, member, error)
      }
    }
  }

  /** The node failed, or did something wrong that its single answers do not show: it is left out for a while. */
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

  /** Ends every connection; work under way fails. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled(this.#members.map(({ endpoint }) => endpoint.close()))
    await Promise.allSettled(this.#asking.values())
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs()
  }

  async #choose({ need, signal, startMs, refused, last }: Attempt): Promise<Member> {
    const endMs = startMs + this.#options.limitMs
    for (;;) {
      throwIfAborted(need.what, signal)
      throwIfAborted(need.what, this.#closing.signal)
      const open = this.#members.filter((member) => !refused.has(member))
      if (open.length === 0 && last !== null) throw last
      for (const member of open) if (member.health.status === null) this.#askSoon(member)
      const choice = choose(
        open.map(({ health }) => health),
        need,
        this.#nowMs(),
      )
      if (choice.kind === 'refuse') throw choice.failure
      if (choice.kind === 'wait') {
        if (this.#nowMs() + choice.ms > endMs) throw last ?? nobodyWell(need, open)
        await this.#options.clock.sleep(choice.ms, signal)
      } else {
        const found = choice.kind === 'use' ? open[choice.index] : undefined
        if (found) return found
        if (choice.kind === 'ask')
          await this.#asked(
            choice.indices.flatMap((index) => open[index] ?? []),
            signal,
          )
      }
    }
  }

  /** Draws the consequences of a failure for the node. */
  async #learn({ need, signal, startMs, refused }: Attempt, member: Member, failure: Failure): Promise<void> {
    const { log, clock, random } = this.#options
    if (failure.code === 'HEIGHT_PRUNED') {
      const lowest = failure.values.lowestHeight
      const height = typeof lowest === 'number' ? lowest - 1 : ((need.state ? need.to : need.from) ?? 0)
      member.health = afterPruned(member.health, need.state ? 'state' : 'blocks', height)
      log.info({ node: member.endpoint.name, height, what: need.what }, 'node has pruned that height')
    } else if (isFinal(failure)) {
      refused.add(member)
      log.warn({ ...failure.values, node: member.endpoint.name, code: failure.code }, failure.message)
    } else if (failure.code === 'HEIGHT_NOT_YET' && clock.monotonicMs() < startMs + TIP_RACE_MS)
      await clock.sleep(TIP_RACE_PAUSE_MS * (0.5 + random()), signal)
    else this.blame(member, failure.code === 'HEIGHT_NOT_YET' ? notServed(failure) : failure)
  }

  /** Waits until one of them has said where it stands, or failed to. */
  #asked(members: readonly Member[], signal: AbortSignal): Promise<void> {
    for (const member of members) this.#askSoon(member)
    const asking = members.flatMap((member) => this.#asking.get(member) ?? [])
    const deadline = { what: 'asking nodes for their status', timeoutMs: this.#options.limitMs, signal }
    return withDeadline(deadline, () => Promise.race(asking))
  }

  /** Never rejects for a node's fault: that is noted with the node. */
  #askSoon(member: Member): void {
    if (this.#asking.has(member) || this.#nowMs() < member.health.cooldownUntilMs) return
    const asked = this.#ask(member, this.#closing.signal)
      .catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error
        if (error.code !== 'ABORTED') this.blame(member, error)
      })
      .finally(() => this.#asking.delete(member))
    this.#asking.set(member, asked)
  }

  async #ask(member: Member, signal: AbortSignal): Promise<void> {
    const status = await member.endpoint.status(signal)
    const before = member.health
    member.health = afterStatus(before, status, this.#nowMs())
    const { log } = this.#options
    if (before.errorsInRow > 0 && before.status === null)
      log.info({ node: member.endpoint.name }, 'node is back')
    this.#tellLag()
  }

  #tellLag(): void {
    const { log } = this.#options
    const best = this.latest()?.height ?? 0
    for (const member of this.#members) {
      const lag = best - (member.health.status?.latest.height ?? best)
      if (lag > LAG_LIMIT && !this.#lagging.has(member)) {
        this.#lagging.add(member)
        log.warn({ node: member.endpoint.name, lag, best }, 'node lags behind')
      }
      if (lag <= LAG_LIMIT && this.#lagging.delete(member))
        log.info({ node: member.endpoint.name }, 'node has caught up')
    }
  }
}

/** Faults that are neither the node's nor mended by another. */
const isOurs = ({ code }: Failure) =>
  code === 'ABORTED' || code === 'BAD_USER_INPUT' || code === 'UNDECODABLE'

const notServed = (cause: Failure) =>
  new Failure('NODE_ANSWER_INVALID', 'the node announces a height that it does not serve', cause.values, {
    cause,
  })

function nobodyWell(need: Need, members: readonly Member[]): Failure {
  const nodes = members.map(({ endpoint, health }) => `${endpoint.name} (${health.lastError ?? 'not asked'})`)
  return new Failure('NODE_UNAVAILABLE', `${need.what}: no node is well: ${nodes.join(', ')}`)
}
