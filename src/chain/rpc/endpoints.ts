import { setMaxListeners } from 'node:events'
import { Failure } from '#domain/failure.ts'
import { throwIfAborted } from '#platform/deadline.ts'
import { choose, type Need } from './choice.ts'
import type { EndpointStatus } from './endpoint-status.ts'
import type { Announced } from './health.ts'
import { isFinal } from './node-error.ts'
import { type Member, Roster, type RosterOptions } from './roster.ts'

export interface EndpointsOptions extends RosterOptions {
  /** Milliseconds for one piece of work with all its attempts. */
  readonly limitMs: number
}

/** For 1 to 40 ms a node announces a height that it cannot serve yet; a busy one takes longer. */
const TIP_RACE_MS = 3_000
const TIP_RACE_PAUSE_MS = 10
/** How far behind a node may seem, by what we knew of it some seconds ago, and still be asked. */
const PEER_LAG = 20

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
  readonly #roster: Roster

  constructor(options: EndpointsOptions) {
    this.#options = options
    this.#roster = new Roster(options)
  }

  /** The newest block that a healthy node announces; null where none is known to be well. */
  latest(): Announced | null {
    return this.#roster.latest()
  }

  status(): EndpointStatus[] {
    return this.#roster.status()
  }

  /** The nodes that can do this now, in order of preference. */
  able(need: Need): Member[] {
    return this.#roster.able(need)
  }

  /** Other nodes that may bear out what `member` says of heights up to `need.to`; a little behind is enough. */
  peers(member: Member, need: Need): Member[] {
    const able = this.#roster.able({ ...need, to: (need.to ?? 0) - PEER_LAG })
    return able.filter((other) => other !== member)
  }

  /** The node did something wrong that its single answers do not show: it is left out for a while. */
  blame(member: Member, failure: Failure): void {
    this.#roster.blame(member, failure)
  }

  /** Something is wrong with what the node says, though not enough to leave it out. */
  note(member: Member, failure: Failure): void {
    this.#roster.note(member, failure)
  }

  /** Gives every node, once, a short while to say where it stands, so that there are peers from the first block on. */
  acquaint(): Promise<void> {
    return this.#roster.acquaint()
  }

  /** Asks nodes that were not asked for long, in the background. */
  askStale(): void {
    this.#roster.askStale()
  }

  /** Asks the preferred node where it stands, and the others when they were not asked for long. */
  async refresh(signal: AbortSignal): Promise<void> {
    this.#roster.askStale()
    await this.run({ what: 'the status of a node' }, signal, (member) => this.#roster.ask(member, signal))
  }

  /**
   * Does a piece of work at a node that can, at another where that fails, again after a pause where all did.
   * Throws HEIGHT_NOT_YET and HEIGHT_PRUNED where no node has the height, CHAIN_ID_MISMATCH where all are of
   * another chain, what the request itself is to blame for, the last failure when the time is over, ABORTED.
   */
  async run<T>(need: Need, signal: AbortSignal, work: (member: Member) => Promise<T>): Promise<T> {
    // One signal stops as many requests as there are.
    setMaxListeners(0, signal)
    const startMs = this.#options.clock.monotonicMs()
    const attempt: Attempt = { need, signal, startMs, refused: new Set(), last: null }
    for (;;) {
      const member = await this.#choose(attempt)
      try {
        const result = await work(member)
        this.#roster.praise(member)
        return result
      } catch (error) {
        if (!(error instanceof Failure) || isOurs(error)) throw error
        attempt.last = error
        await this.#learn(attempt, member, error)
      }
    }
  }

  /** Ends every connection; work under way fails. */
  close(): Promise<void> {
    return this.#roster.close()
  }

  async #choose({ need, signal, startMs, refused, last }: Attempt): Promise<Member> {
    const { clock, limitMs } = this.#options
    const endMs = startMs + limitMs
    for (;;) {
      throwIfAborted(need.what, signal)
      throwIfAborted(need.what, this.#roster.closed)
      const open = this.#roster.members.filter((member) => !refused.has(member))
      if (last !== null && (open.length === 0 || clock.monotonicMs() > endMs)) throw last
      for (const member of open) if (member.health.status === null) this.#roster.askSoon(member)
      const healths = open.map(({ health }) => health)
      const choice = choose(healths, need, clock.monotonicMs())
      if (choice.kind === 'refuse') throw choice.failure
      if (choice.kind === 'wait') {
        if (clock.monotonicMs() + choice.ms > endMs) throw last ?? nobodyWell(need, open)
        await clock.sleep(choice.ms, signal)
        continue
      }
      const found = choice.kind === 'use' ? open[choice.index] : undefined
      if (found) return found
      const wanted = choice.kind === 'ask' ? choice.indices.flatMap((index) => open[index] ?? []) : []
      await this.#roster.askAny(wanted, limitMs, signal)
    }
  }

  /** Draws the consequences of a failure for the node. */
  async #learn({ need, signal, startMs, refused }: Attempt, member: Member, failure: Failure): Promise<void> {
    const { clock, random } = this.#options
    const wanted = need.state ? need.to : need.from
    if (failure.code === 'HEIGHT_PRUNED' && wanted !== undefined) {
      const { lowestHeight } = failure.values
      const height = Math.max(wanted, typeof lowestHeight === 'number' ? lowestHeight - 1 : 0)
      this.#roster.notePruned(member, need.state ? 'state' : 'blocks', height)
    } else if (isFinal(failure)) {
      refused.add(member)
      this.#roster.note(member, failure)
    } else if (failure.code === 'HEIGHT_NOT_YET' && clock.monotonicMs() < startMs + TIP_RACE_MS)
      await clock.sleep(TIP_RACE_PAUSE_MS * (0.5 + random()), signal)
    else this.#roster.blame(member, failure.code === 'HEIGHT_NOT_YET' ? notServed(failure) : failure)
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
