import type { Survey } from './survey.ts'

/** How many addresses each owner keeps without using them. */
export class HoldQuota {
  readonly #held = new Map<string, number>()
  readonly #max: number

  constructor({ endpoints }: Survey, max: number) {
    this.#max = max
    for (const { anchor } of endpoints.values())
      if (anchor?.anchor?.state === 'held') this.#add(anchor.anchor.owner)
  }

  get max(): number {
    return this.#max
  }

  /** Takes one more for an owner; false: that would be too many. */
  take(owner: string): boolean {
    if ((this.#held.get(owner) ?? 0) >= this.#max) return false
    this.#add(owner)
    return true
  }

  #add(owner: string): void {
    this.#held.set(owner, (this.#held.get(owner) ?? 0) + 1)
  }
}
