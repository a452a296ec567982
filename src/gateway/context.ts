import type { Queryable } from '#store/connection.ts'
import type { IndexHead } from '#store/query/index-head.ts'
import { createLoaders, type Loaders } from './loaders.ts'

/** What every resolver of one request shares. */
export interface Context {
  readonly sql: Queryable
  readonly chainId: string
  /** When the request came. */
  readonly now: Date
  /**
   * Where the index stood before anything else of this request was read, so that no answer claims a height
   * that it does not reach; null where the database did not say.
   */
  readonly head: IndexHead | null
  readonly loaders: Loaders
}

/** Loaders are made for the first resolver that wants one: most answers need none. */
export function createContext(parts: Omit<Context, 'loaders'>): Context {
  let loaders: Loaders | null = null
  return {
    ...parts,
    get loaders() {
      loaders ??= createLoaders(parts.sql)
      return loaders
    },
  }
}
