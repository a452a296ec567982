import type { PlanResult } from './model/plan-result.ts'
import type { Alarm, EndpointVerdict } from './model/verdict.ts'

/** What became of one endpoint; null: there was, or is, no such endpoint. */
export interface VerdictChange {
  readonly key: string
  readonly before: EndpointVerdict | null
  readonly after: EndpointVerdict | null
}

/** What is known of all endpoints, put together from plans about some of them. */
export class VerdictBook {
  readonly #verdicts = new Map<string, { readonly verdict: EndpointVerdict; readonly text: string }>()
  #all: readonly EndpointVerdict[] | null = null
  #alarms: readonly Alarm[] = []

  /** The same array until a verdict changes. */
  get verdicts(): readonly EndpointVerdict[] {
    this.#all ??= [...this.#verdicts.values()].map(({ verdict }) => verdict)
    return this.#all
  }

  get(key: string): EndpointVerdict | null {
    return this.#verdicts.get(key)?.verdict ?? null
  }

  /** Of the last plan about everything. */
  get alarms(): readonly Alarm[] {
    return this.#alarms
  }

  /**
   * Takes a plan over. `isWhole`: it was about everything, and of what is `busy` it saw something half done: that stays as
   * it was, until its own plan comes.
   */
  apply(
    { verdicts, planned, alarms }: PlanResult,
    isWhole: boolean,
    busy: ReadonlySet<string>,
  ): VerdictChange[] {
    const after = new Map(verdicts.map((verdict) => [verdict.sharingKey, verdict]))
    const looked = isWhole ? new Set([...this.#verdicts.keys(), ...after.keys()]) : planned
    const changes = [...looked].flatMap((key) =>
      isWhole && busy.has(key) ? [] : this.#put(key, after.get(key) ?? null),
    )
    if (changes.length > 0) this.#all = null
    if (isWhole) this.#alarms = alarms
    return changes
  }

  #put(key: string, after: EndpointVerdict | null): VerdictChange[] {
    const known = this.#verdicts.get(key)
    const text = after === null ? null : textOf(after)
    if ((known?.text ?? null) === text) return []
    if (after === null || text === null) this.#verdicts.delete(key)
    else this.#verdicts.set(key, { verdict: after, text })
    return [{ key, before: known?.verdict ?? null, after }]
  }
}

const textOf = (verdict: EndpointVerdict) =>
  JSON.stringify(verdict, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
