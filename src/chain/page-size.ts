const FIRST = 100
const MAX = 1000
const MIN = 10
/** A page that took longer is no reason to ask for a bigger one. */
const QUICK_MS = 1_000

/** How many records the next page of a list asks for: doubles while answers are quick, halves where one failed. */
export class PageSize {
  #size = FIRST

  get value(): number {
    return this.#size
  }

  answered(elapsedMs: number): void {
    if (elapsedMs < QUICK_MS) this.#size = Math.min(MAX, this.#size * 2)
  }

  failed(): void {
    this.#size = Math.max(MIN, Math.floor(this.#size / 2))
  }
}
