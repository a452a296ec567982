import type { Position, Window } from '#store/query/keyset.ts'
import { encodeCursor } from './cursor.ts'
import type { List } from './list.ts'

/** Where a page stands; the two questions cost a query at most, and only where they are asked. */
export interface PageInfoParent {
  readonly startCursor: string | null
  readonly endCursor: string | null
  readonly hasNextPage: () => boolean | Promise<boolean>
  readonly hasPreviousPage: () => boolean | Promise<boolean>
}

export interface Edge<T> {
  readonly cursor: string
  readonly node: T
}

/** One page of a list. */
export interface Page<T> {
  readonly edges: readonly Edge<T>[]
  readonly nodes: readonly T[]
  readonly pageInfo: PageInfoParent
}

/** One page of a list that is counted. `totalCount` asks the database when it is called. */
export interface Connection<T> extends Page<T> {
  readonly totalCount: () => Promise<number>
}

/** What a page needs to know of its list. */
export interface Listing<T> {
  readonly list: List
  readonly window: Window
  /** The rows of a window, in list order. */
  readonly read: (window: Window) => Promise<readonly T[]>
  readonly positionOf: (row: T) => Position
}

/** What a connection needs to know of its list. */
export interface CountedListing<T> extends Listing<T> {
  readonly count: () => Promise<number>
}

/** Reads one page of a list that is counted. */
export async function connect<T>(listing: CountedListing<T>): Promise<Connection<T>> {
  return { ...(await readPage(listing)), totalCount: listing.count }
}

/** Reads one page, and one row more to see whether the list goes on. */
export async function readPage<T>(listing: Listing<T>): Promise<Page<T>> {
  const { list, window, read, positionOf } = listing
  const rows = await read({ ...window, limit: window.limit + 1 })
  const size = Math.min(window.limit, rows.length)
  const nodes = window.backward ? rows.slice(rows.length - size) : rows.slice(0, size)
  const edges = nodes.map((node) => ({ cursor: encodeCursor(list, positionOf(node)), node }))
  const [head, tail] = [nodes.at(0), nodes.at(-1)]
  const ends = {
    hasMore: rows.length > window.limit,
    start: head === undefined ? window.before : positionOf(head),
    end: tail === undefined ? window.after : positionOf(tail),
  }
  return { edges, nodes, pageInfo: pageInfo(listing, ends, edges) }
}

interface Ends {
  /** Whether the window holds more rows than the page. */
  readonly hasMore: boolean
  readonly start: Position | null
  readonly end: Position | null
}

/**
 * A page counted from one end knows that side's neighbour by the row too many; on the other side there is
 * something only where a cursor cut it off.
 */
function pageInfo<T>({ window, read }: Listing<T>, ends: Ends, edges: readonly Edge<T>[]): PageInfoParent {
  const any = async (part: Partial<Window>) =>
    (await read({ limit: 1, backward: false, after: null, before: null, ...part })).length > 0
  return {
    startCursor: edges.at(0)?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
    hasNextPage: () =>
      (!window.backward && ends.hasMore) || (window.before !== null && any({ after: ends.end })),
    hasPreviousPage: () =>
      (window.backward && ends.hasMore) ||
      (window.after !== null && any({ before: ends.start, backward: true })),
  }
}
