import type { Change } from '#domain/change.ts'
import type { Position } from '#store/query/keyset.ts'
import { type ChangeFilter, feedPlace, listChanges } from '#store/query/list-changes.ts'
import type { Context } from '../context.ts'
import { type Page, readPage } from '../page/connection.ts'
import { encodeCursor } from '../page/cursor.ts'
import type { List } from '../page/list.ts'
import { windowOf } from '../page/window-of.ts'
import type { ChangeParent } from '../parent.ts'
import { given } from '../resolver/words.ts'
import type { ChangeFilter as FilterInput, QueryChangesArgs } from '../schema.generated.ts'
import { toldChange } from './told-change.ts'

const DEFAULT_SIZE = 100

/** The feed. A cursor is a change, whatever the filter that it was found with: a reader may look elsewhere from there. */
export const feedList: List = { name: 'changes', order: 'FEED', filter: '', sort: feedPlace }

/** One page of the changes that meet the filter, in feed order. Throws BAD_USER_INPUT for the page's arguments. */
export function changes({ sql }: Context, args: QueryChangesArgs): Promise<Page<ChangeParent>> {
  const filter = changeFilter(args.filter ?? {})
  return readPage({
    list: feedList,
    window: windowOf(feedList, args, DEFAULT_SIZE),
    read: async (window) => (await listChanges(sql, filter, window)).map(toldChange),
    positionOf: ({ change }) => feedPosition(change),
  })
}

/** The filter as the store reads it. */
export const changeFilter = (input: FilterInput): ChangeFilter => ({
  kinds: given(input.kinds),
  owner: given(input.owner),
  provider: given(input.provider),
  dseq: given(input.dseq),
})

/** The place of a change in the feed, be it there or not. */
export const feedCursor = (change: Change): string => encodeCursor(feedList, feedPosition(change))

const feedPosition = ({ height, kind, subject }: Change): Position => [String(height), kind, subject]
