import { Claims } from './claims.ts'
import { endFaults } from './end-faults.ts'
import { Holdings } from './holdings.ts'
import { PortGaps } from './port-gaps.ts'
import type { LogEntry, ScenarioLog, SeenService, ServiceChange } from './scenario-log.ts'
import type { Violation, ViolationKind } from './violation.ts'

export interface Judgement {
  readonly violations: readonly Violation[]
  readonly counts: Counts
  /** How long a wanted port that had been open was not, each time; milliseconds, ascending. */
  readonly portGapsMs: readonly number[]
}

/** How much was judged. */
export interface Counts {
  readonly serviceEvents: number
  readonly services: number
  readonly endpoints: number
  /** Different ones that were in use. */
  readonly addresses: number
  readonly leases: number
  readonly endedLeases: number
  readonly wishes: number
  readonly moves: number
  readonly kills: number
}

/** Judges the record of a run from its beginning to its end. */
export function judge(log: ScenarioLog): Judgement {
  const run = new RunJudge(log)
  // Words of the chain come after what was written at the revision that was current before them.
  const entries = [...log.entries].sort((a, b) => a.revision - b.revision || rank(a) - rank(b))
  for (const entry of entries) run.take(entry)
  return run.end()
}

const rank = ({ kind }: LogEntry) => (kind === 'service' ? 0 : 1)

interface Change {
  readonly before: SeenService | null
  readonly after: SeenService | null
  readonly atMs: number
}

class RunJudge {
  readonly #log: ScenarioLog
  readonly #claims: Claims
  readonly #holdings = new Holdings()
  readonly #gaps = new PortGaps()
  /** The address of each holder, from when it first had one until it gave it up by right. */
  readonly #addresses = new Map<string, string>()
  readonly #keepers = new Map<string, string>()
  readonly #violations = new Map<string, Violation>()
  readonly #uids = new Set<string>()
  readonly #counts = { serviceEvents: 0, wishes: 0, kills: 0 }
  #revision = 0

  constructor(log: ScenarioLog) {
    this.#log = log
    this.#claims = new Claims(log.promises)
  }

  take(entry: LogEntry): void {
    const isRepeated = entry.kind === 'service' && entry.revision === this.#revision
    this.#revision = entry.revision
    if (isRepeated)
      this.#violate('LOG_BROKEN', entry.service.holder, `revision ${entry.revision} comes twice`)
    if (entry.kind === 'service') this.#service(entry)
    else this.#intent(entry)
  }

  end(): Judgement {
    const { promises, endMs } = this.#log
    const rest = { claims: this.#claims, holdings: this.#holdings, addresses: this.#addresses }
    for (const { kind, subject, message } of endFaults({ ...rest, endMs: endMs - promises.slackMs }))
      this.#violate(kind, subject, message)
    const counts = {
      ...this.#counts,
      ...this.#claims.counts,
      services: this.#uids.size,
      addresses: this.#keepers.size,
    }
    return { violations: [...this.#violations.values()], counts, portGapsMs: this.#gaps.lengthsMs }
  }

  #intent(entry: LogEntry): void {
    this.#claims.take(entry, entry.atMs)
    if (entry.kind === 'kill') this.#counts.kills += 1
    if (entry.kind !== 'wish') return
    this.#counts.wishes += 1
    this.#gaps.wish(entry.name, entry.wanted)
  }

  #service(entry: LogEntry & ServiceChange): void {
    const { service, type, atMs } = entry
    this.#counts.serviceEvents += 1
    this.#uids.add(service.uid)
    const taken = this.#holdings.take(entry)
    if ('fault' in taken) this.#violate('LOG_BROKEN', service.holder, taken.fault)
    else this.#judgeChange({ before: taken.before, after: type === 'DELETED' ? null : service, atMs })
  }

  #judgeChange(change: Change): void {
    const { before, after, atMs } = change
    this.#gaps.change(change)
    this.#judgeForeign(change)
    this.#judgeAnchor(change)
    if (after !== null) for (const address of after.addresses) this.#judgeHeld(after.holder, address, atMs)
    if (before !== null) this.#judgeLoss(before, atMs)
  }

  /** Somebody has an address: is it theirs, and theirs alone? */
  #judgeHeld(holder: string, address: string, atMs: number): void {
    const holders = [...this.#holdings.holders(address)].sort()
    if (holders.length > 1)
      this.#violate('TWO_OWNERS', address, `it is on Services of ${holders.join(' and ')}`)
    this.#judgeTaken(holder, address, atMs)
    const own = this.#addresses.get(holder)
    if (own !== undefined && own !== address && this.#isKept(holder, atMs))
      this.#judgeChanged(holder, own, address)
    if (own !== undefined && this.#isHeld(holder, own)) return
    this.#addresses.set(holder, address)
    this.#keepers.set(address, holder)
  }

  #judgeTaken(holder: string, address: string, atMs: number): void {
    const keeper = this.#keepers.get(address)
    if (keeper === undefined || keeper === holder || this.#addresses.get(keeper) !== address) return
    if (this.#isKept(keeper, atMs)) this.#violate('TAKEN', keeper, `${address} went to ${holder}`)
  }

  #judgeChanged(holder: string, own: string, address: string): void {
    if (this.#isHeld(holder, own)) this.#violate('SPLIT', holder, `it has ${own} and ${address} at once`)
    else this.#violate('MOVED', holder, `it had ${own} and now has ${address}`)
  }

  /** A Service changed or went: does somebody still hold the address that it had? */
  #judgeLoss({ holder, role }: SeenService, atMs: number): void {
    const own = this.#addresses.get(holder)
    if (role === 'foreign' || own === undefined || this.#isHeld(holder, own)) return
    if (this.#claims.isClaimed(holder)) this.#violate('FREED', holder, `nothing holds ${own} any more`)
    else if (this.#isKept(holder, atMs))
      this.#violate('RELEASED_TOO_SOON', holder, `nothing holds ${own} any more`)
    else this.#addresses.delete(holder)
  }

  #judgeForeign({ before, after }: Change): void {
    if (before?.role !== 'foreign' || before.addresses.length === 0) return
    const now = after?.addresses.join() ?? 'gone'
    if (now !== before.addresses.join())
      this.#violate('FOREIGN_TOUCHED', before.holder, `it had "${before.addresses}", and then: "${now}"`)
  }

  #judgeAnchor({ before, after }: Change): void {
    if (before?.role !== 'anchor' || after !== null) return
    const ports = this.#holdings.of(before.holder).filter(({ role }) => role === 'port')
    if (ports.length > 0)
      this.#violate(
        'ANCHOR_LOST',
        before.holder,
        `${ports.length} ports of it were there when it was deleted`,
      )
  }

  #isKept(holder: string, atMs: number): boolean {
    return this.#claims.keptUntilMs(holder) > atMs + this.#log.promises.slackMs
  }

  #isHeld(holder: string, address: string): boolean {
    return this.#holdings.of(holder).some(({ addresses }) => addresses.includes(address))
  }

  /** The same is said once. */
  #violate(kind: ViolationKind, subject: string, message: string): void {
    const key = `${kind} ${subject} ${message}`
    if (this.#violations.has(key)) return
    this.#violations.set(key, { kind, subject, message, revision: this.#revision })
  }
}
