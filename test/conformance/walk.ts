import type { Answer } from '#gateway/test-gateway.ts'

/** A connection of the schema, and how to tell its rows. */
export interface WalkedList {
  /** A query with the variables $first, $after, $last and $before (and more), whose answer holds the connection. */
  readonly query: string
  readonly variables: object
  /** The connection in an answer's data. */
  readonly connection: (data: NonNullable<Answer['data']>) => Connection
  readonly key: (node: Node) => string
  /** What the list is sorted by, ascending where it counts up. Ties are not told apart. */
  readonly rank: (node: Node) => number | string
}

// biome-ignore lint/suspicious/noExplicitAny: a list names the fields that its query asks for
export type Node = any
export interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/** A row as it was when a page showed it. */
export interface Met {
  readonly key: string
  readonly rank: number | string
}

export interface Walk {
  readonly ask: (query: string, variables: object) => Promise<Answer>
  readonly backward: boolean
  readonly pageSize: number
  /** Runs between two pages. */
  readonly meanwhile: () => Promise<void>
}

/** More pages than any list of a test has: a walk that goes round in circles ends. */
const MAX_PAGES = 500

/** Walks a list page by page to its end; gives the rows in the order of the list. Throws where a page is refused. */
export async function walk(list: WalkedList, { ask, backward, pageSize, meanwhile }: Walk): Promise<Met[]> {
  const met: Met[] = []
  let cursor: string | null = null
  for (let page = 0; page < MAX_PAGES; page++) {
    const window: object = backward ? { last: pageSize, before: cursor } : { first: pageSize, after: cursor }
    const { data, errors } = await ask(list.query, { ...list.variables, ...window })
    if (errors !== undefined || data === undefined) throw new TypeError(JSON.stringify(errors))
    const { edges, pageInfo } = list.connection(data)
    const rows = edges.map(({ node }) => ({ key: list.key(node), rank: list.rank(node) }))
    met.splice(backward ? 0 : met.length, 0, ...rows)
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return met
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor
    await meanwhile()
  }
  throw new TypeError(`the list has more than ${MAX_PAGES} pages`)
}
