/** One change of one object; null: it is gone. */
export interface Change<T> {
  readonly atMs: number
  readonly key: string
  readonly value: T | null
  /** Grows with each change of anything. */
  readonly version: number
}

/** Changes on their way to a reader that hears of them later, in their order. */
export class Feed<T> {
  #waiting: Change<T>[] = []

  push(change: Change<T>): void {
    this.#waiting.push(change)
  }

  /** How old the oldest change is that the reader has not heard of; 0: it knows everything. */
  lagMs(nowMs: number): number {
    const [oldest] = this.#waiting
    return oldest === undefined ? 0 : nowMs - oldest.atMs
  }

  /** The first `count` of them are heard. */
  take(count: number): readonly Change<T>[] {
    if (this.#waiting.length === 0) return this.#waiting
    return this.#waiting.splice(0, count)
  }

  clear(): void {
    this.#waiting = []
  }
}
