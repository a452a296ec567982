import type { Log } from '#platform/log.ts'
import type { Alarm } from './model/verdict.ts'

/** One line for each alarm that begins, and one when it is over. */
export class AlarmLog {
  readonly #log: Log
  #standing: ReadonlyMap<string, Alarm> = new Map()

  constructor(log: Log) {
    this.#log = log
  }

  /** Answers whether the alarms are others than before. */
  show(alarms: readonly Alarm[]): boolean {
    const now = new Map(alarms.map((alarm) => [`${alarm.kind} ${alarm.subject}`, alarm]))
    const begun = [...now].filter(([key]) => !this.#standing.has(key))
    const over = [...this.#standing].filter(([key]) => !now.has(key))
    const isReworded = [...now].some(([key, { message }]) => this.#standing.get(key)?.message !== message)
    for (const [, { kind, subject, message }] of begun)
      this.#log.error({ kind, subject }, `alarm: ${message}`)
    for (const [, { kind, subject }] of over) this.#log.info({ kind, subject }, 'alarm over')
    this.#standing = now
    return isReworded || over.length > 0
  }
}
