import { Claims } from './checker/claims.ts'
import { endFaults } from './checker/end-faults.ts'
import { Holdings } from './checker/holdings.ts'
import type { Happening, LogEntry, Promises, ScenarioLog } from './checker/scenario-log.ts'
import type { Violation } from './checker/violation.ts'

/** Collects the record of a run, and knows meanwhile whether everything has come to rest. */
export class RunLog {
  readonly #promises: Promises
  readonly #now: () => number
  readonly #entries: LogEntry[] = []
  readonly #claims: Claims
  readonly #holdings = new Holdings()
  #revision = 0

  constructor(promises: Promises, now: () => number) {
    this.#promises = promises
    this.#now = now
    this.#claims = new Claims(promises)
  }

  /** The newest revision that was heard of. */
  get revision(): number {
    return this.#revision
  }

  /** `revision`: the API server's for it; by default the newest that is known, for what happens elsewhere. */
  note(happening: Happening, revision = this.#revision): void {
    const atMs = this.#now()
    this.#revision = Math.max(this.#revision, revision)
    this.#entries.push({ ...happening, revision, atMs })
    this.#claims.take(happening, atMs)
    if (happening.kind === 'service') this.#holdings.take(happening)
  }

  /** What would be wrong if this were the end. */
  unrest(): readonly Omit<Violation, 'revision'>[] {
    const addresses = new Map<string, string>()
    for (const {
      holder,
      addresses: [first],
    } of this.#holdings.services)
      if (first !== undefined) addresses.set(holder, first)
    const endMs = this.#now() - this.#promises.slackMs
    return endFaults({ claims: this.#claims, holdings: this.#holdings, addresses, endMs })
  }

  /** As it stands now. */
  finish(): ScenarioLog {
    return { entries: this.#entries, promises: this.#promises, endMs: this.#now() }
  }
}
