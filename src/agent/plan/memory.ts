import type { SeenSince } from '../model/seen-since.ts'

const keyOf = (endpoint: string, what: string) => `${endpoint} ${what}`
const endpointOf = (key: string) => key.slice(0, key.indexOf(' '))

/** What one plan remembers of the plans before it. What is not seen again is forgotten. */
export class Memory {
  readonly #before: SeenSince
  readonly #nowMs: number
  readonly #seen = new Map<string, number>()

  constructor(before: SeenSince, nowMs: number) {
    this.#before = before
    this.#nowMs = nowMs
  }

  /** It is so: since when, in monotonic milliseconds. */
  see(endpoint: string, what: string): number {
    const key = keyOf(endpoint, what)
    const since = this.#seen.get(key) ?? this.#before.get(key) ?? this.#nowMs
    this.#seen.set(key, since)
    return since
  }

  /** It may still be so: nothing proves it, and nothing begins. */
  keep(endpoint: string, what: string): void {
    if (this.since(endpoint, what) !== null) this.see(endpoint, what)
  }

  /** It begins now, also if it was so before. */
  begin(endpoint: string, what: string): void {
    this.#seen.set(keyOf(endpoint, what), this.#nowMs)
  }

  /** Null: it was not so. */
  since(endpoint: string, what: string): number | null {
    const key = keyOf(endpoint, what)
    return this.#seen.get(key) ?? this.#before.get(key) ?? null
  }

  /** For the next plan; of endpoints that were not planned everything. */
  toSeenSince(planned: ReadonlySet<string> | null): SeenSince {
    return planned === null ? this.#seen : carrySeen(this.#before, { planned, seenSince: this.#seen })
  }
}

/** What is remembered after a plan of some endpoints: of those what it saw, of all others what was known before. */
export function carrySeen(
  before: SeenSince,
  result: { readonly planned: ReadonlySet<string>; readonly seenSince: SeenSince },
): SeenSince {
  const seen = new Map(result.seenSince)
  for (const [key, since] of before) if (!result.planned.has(endpointOf(key))) seen.set(key, since)
  return seen
}
