import type { ChainRecord, RecordRef } from '#domain/record.ts'
import { refOf, refText } from '#domain/record.ts'
import type { Known } from '../ports.ts'

/**
 * The records that a batch touches. `known`: ref text → the newest we have; `changed`: what must be written.
 * A record never goes back: one that was read after block h ignores events up to h.
 */
export class WorkingSet {
  readonly #known = new Map<string, Known>()
  readonly #changed = new Map<string, Known>()

  constructor(known: Iterable<Known>) {
    for (const one of known) this.#known.set(refText(refOf(one.record)), one)
  }

  has(ref: RecordRef): boolean {
    return this.#known.has(refText(ref))
  }

  get(ref: RecordRef): Known | null {
    return this.#known.get(refText(ref)) ?? null
  }

  all(): ChainRecord[] {
    return [...this.#known.values()].map((known) => known.record)
  }

  /** Forgets a record that turned out not to exist. */
  drop(ref: RecordRef): void {
    this.#known.delete(refText(ref))
    this.#changed.delete(refText(ref))
  }

  put(known: Known): void {
    const text = refText(refOf(known.record))
    this.#known.set(text, known)
    this.#changed.set(text, known)
  }

  changed(): Known[] {
    return [...this.#changed.values()]
  }
}
