/** One record over the heights that are kept; `heights[i]` is where `values[i]` became true, ascending. */
export interface Row<T> {
  readonly key: string
  readonly heights: number[]
  readonly values: T[]
}

/** How to take the last write back. */
export type Undo = () => void

/**
 * Records of one kind by store key, with the versions of the last heights. Rows are never removed, as on the
 * chain; versions that no kept height can see are.
 */
export class Table<T> {
  readonly #rows = new Map<string, Row<T>>()
  readonly #keepRecent: number
  #sorted: Row<T>[] = []
  #added: Row<T>[] = []

  /** `keepRecent`: how many past heights stay readable. */
  constructor(keepRecent: number) {
    this.#keepRecent = keepRecent
  }

  /** The newest version. */
  get(key: string): T | undefined {
    return this.#rows.get(key)?.values.at(-1)
  }

  /** The version that was true after block `height`. */
  at(key: string, height: number): T | null {
    const row = this.#rows.get(key)
    return row === undefined ? null : versionAt(row, height)
  }

  /** Writes a version that is true from `height` on; answers how to take it back. */
  put(key: string, value: T, height: number): Undo {
    const row = this.#rows.get(key)
    if (row === undefined) return this.#insert({ key, heights: [height], values: [value] })
    const last = row.heights.length - 1
    const before = row.values[last]
    if (row.heights[last] === height && before !== undefined) {
      row.values[last] = value
      return () => {
        row.values[last] = before
      }
    }
    row.heights.push(height)
    row.values.push(value)
    return () => {
      row.heights.pop()
      row.values.pop()
    }
  }

  /** Rows in key order from `from` (inclusive) on. */
  *scan(from: string): Iterable<Row<T>> {
    const rows = this.#inOrder()
    for (let at = firstAtLeast(rows, from); at < rows.length; at++) {
      const row = rows[at]
      if (row !== undefined && row.values.length > 0) yield row
    }
  }

  /** Forgets versions that no height from `height` − keepRecent on can see. */
  prune(height: number): void {
    const oldest = height - this.#keepRecent
    for (const { heights, values } of this.#rows.values()) {
      while (heights.length > 1 && (heights[1] ?? Number.POSITIVE_INFINITY) <= oldest) {
        heights.shift()
        values.shift()
      }
    }
  }

  get size(): number {
    return this.#rows.size
  }

  #insert(row: Row<T>): Undo {
    this.#rows.set(row.key, row)
    this.#added.push(row)
    return () => {
      this.#rows.delete(row.key)
      row.heights.length = 0
      row.values.length = 0
    }
  }

  #inOrder(): readonly Row<T>[] {
    if (this.#added.length > 0) {
      this.#sorted = [...this.#sorted, ...this.#added]
        .filter((row) => row.values.length > 0)
        .sort((a, b) => (a.key < b.key ? -1 : 1))
      this.#added = []
    }
    return this.#sorted
  }
}

export function versionAt<T>(row: Row<T>, height: number): T | null {
  for (let at = row.heights.length - 1; at >= 0; at--) {
    if ((row.heights[at] ?? Infinity) <= height) return row.values[at] ?? null
  }
  return null
}

function firstAtLeast(rows: readonly { readonly key: string }[], key: string): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle]?.key ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}
