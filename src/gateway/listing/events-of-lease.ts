import type { Change } from '#domain/change.ts'
import { changeKinds } from '#domain/change.ts'
import { changeId, compareChanges, pastChanges } from '#domain/past-changes.ts'
import type { ChangeRow } from '#store/query/change-row.ts'
import type { Position, Sort, Window } from '#store/query/keyset.ts'
import type { LeaseRow } from '#store/query/lease-row.ts'
import type { Context } from '../context.ts'
import { type Page, readPage } from '../page/connection.ts'
import type { List } from '../page/list.ts'
import { type PageArguments, windowOf } from '../page/window-of.ts'
import type { ChangeParent } from '../parent.ts'
import { toldChange } from './told-change.ts'

const DEFAULT_SIZE = 50

/** By height, then in the order of `changeKinds`. The list is put together in memory: a lease has a handful of changes. */
const sort: Sort = {
  columns: [
    { expression: 'height', type: 'bigint' },
    { expression: 'kind', type: 'bigint' },
  ],
  descending: false,
}

/** One page of what happened to a lease, oldest first. */
export function eventsOfLease(
  { loaders }: Context,
  lease: LeaseRow,
  page: PageArguments,
): Promise<Page<ChangeParent>> {
  const list = eventList(lease.key)
  const read = async (window: Window) =>
    slice(allEvents(lease, await loaders.changesOfLease.load(lease.key)), window)
  return readPage({
    list,
    window: windowOf(list, page, DEFAULT_SIZE),
    read,
    positionOf: ({ change }) => changePosition(change),
  })
}

/** The list that cursors of a lease's events belong to. */
export const eventList = (subject: string): List => ({
  name: 'Lease.events',
  order: 'HEIGHT_ASC',
  filter: subject,
  sort,
})

const changePosition = (change: Change): Position => [
  String(change.height),
  String(changeKinds.indexOf(change.kind)),
]

/**
 * What the feed tells, and what the lease's record proves of the time before the feed began: the past that
 * bootstrap finds is never written down. Where both tell the same change, the feed does.
 */
export function allEvents(lease: LeaseRow, told: readonly ChangeRow[]): ChangeParent[] {
  const proven = pastChanges({ ...lease, price: lease.createdPrice }).map((change) => ({
    change,
    at: null,
    evidence: lease.evidence,
  }))
  const events = new Map<string, ChangeParent>(proven.map((event) => [changeId(event.change), event]))
  for (const row of told) events.set(changeId(row), toldChange(row))
  return [...events.values()].sort((a, b) => compareChanges(a.change, b.change))
}

function slice(events: readonly ChangeParent[], window: Window): ChangeParent[] {
  const inside = events.filter(({ change }) => {
    const position = changePosition(change)
    return (
      (window.after === null || compare(position, window.after) > 0) &&
      (window.before === null || compare(position, window.before) < 0)
    )
  })
  return window.backward
    ? inside.slice(Math.max(0, inside.length - window.limit))
    : inside.slice(0, window.limit)
}

function compare(a: Position, b: Position): number {
  const [heightA, kindA, heightB, kindB] = [...a, ...b].map(Number)
  return (heightA ?? 0) - (heightB ?? 0) || (kindA ?? 0) - (kindB ?? 0)
}
