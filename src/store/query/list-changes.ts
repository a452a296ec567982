import type { Fragment } from 'postgres'
import { type ChangeKind, changeKinds } from '#domain/change.ts'
import type { Queryable } from '../connection.ts'
import { type ChangeColumns, type ChangeRow, changeRow } from './change-row.ts'
import { limit, type Position, type Sort, type Window, where } from './keyset.ts'

/** Which changes to list: those that meet every condition given; undefined is no condition. */
export interface ChangeFilter {
  /** Empty: none. */
  readonly kinds?: readonly ChangeKind[] | undefined
  readonly owner?: string | undefined
  readonly provider?: string | undefined
  readonly dseq?: bigint | undefined
}

/**
 * What a place in the feed is made of: the change itself, not its number, which is another one when everything
 * is indexed anew. The feed is not sorted by these.
 */
export const feedPlace: Sort = {
  columns: [
    { expression: 'height', type: 'bigint' },
    { expression: 'kind', type: 'text' },
    { expression: 'subject', type: 'text' },
  ],
  descending: false,
}

/** One window of the changes that meet a filter, in feed order. Its ends are places as `feedPlace` says. */
export async function listChanges(
  sql: Queryable,
  filter: ChangeFilter,
  window: Window,
): Promise<ChangeRow[]> {
  const kinds = filter.kinds === undefined ? undefined : [...new Set(filter.kinds)]
  if (kinds?.length === 0) return []
  const rows = await sql<ChangeColumns[]>`
    with e as materialized (select ${place(sql, window.after, sql`- 1`)} as after, ${place(sql, window.before, sql``)} as before)
    select kind, subject, height, at, before, after from ${source(sql, { ...filter, kinds }, window)} c ${tail(sql, window)}`
  const changes = rows.map(changeRow)
  return window.backward ? changes.reverse() : changes
}

/**
 * The rows, or a few more. An index holds the changes of one kind in order: of several kinds each has its own
 * piece, and they are merged. Those of one owner or provider are few, whatever their kind.
 */
function source(sql: Queryable, filter: ChangeFilter, window: Window): Fragment {
  const { kinds, owner, provider } = filter
  const isByKind = owner === undefined && provider === undefined && kinds !== undefined
  if (!isByKind || kinds.length === changeKinds.length) return piece(sql, conditions(sql, filter), window)
  const others = conditions(sql, { ...filter, kinds: undefined })
  const pieces = kinds.map((kind) => piece(sql, [sql`c.kind = ${kind}`, ...others], window))
  return sql`(${pieces.reduce((left, right) => sql`${left} union all ${right}`)})`
}

function piece(sql: Queryable, filter: readonly Fragment[], window: Window): Fragment {
  const { after, before } = window
  const ends = [
    ...(after === null ? [] : [sql`c.position > (select e.after from e)`]),
    ...(before === null ? [] : [sql`c.position < (select e.before from e)`]),
  ]
  return sql`(select * from change c ${where(sql, [...filter, ...ends])} ${tail(sql, window)})`
}

/**
 * The number that a change has in the feed. Where the feed does not hold it (any more), what is of its height or
 * later comes after it, the first of which is looked for among them: a reader is seldom far behind. Where there
 * is none, everything is before it.
 */
function place(sql: Queryable, position: Position | null, step: Fragment): Fragment {
  if (position === null) return sql`null::bigint`
  const [height = '', kind = '', subject = ''] = position
  return sql`coalesce(
    (select p.position from change p
      where p.subject = ${subject} and p.height = ${height}::text::bigint and p.kind = ${kind}),
    (select min(p.position) ${step} from (
      select position from change where height >= ${height}::text::bigint offset 0
    ) p),
    9223372036854775807)`
}

function conditions(sql: Queryable, { kinds, owner, provider, dseq }: ChangeFilter): Fragment[] {
  return [
    kinds !== undefined && sql`c.kind = any(${[...kinds]}::text[])`,
    owner !== undefined && sql`c.owner = ${owner}`,
    provider !== undefined && sql`c.provider = ${provider}`,
    dseq !== undefined && sql`c.dseq = ${dseq.toString()}::numeric`,
  ].filter((condition) => condition !== false)
}

const tail = (sql: Queryable, { backward, limit: rows }: Window) =>
  sql`order by c.position ${backward ? sql`desc` : sql``} ${limit(sql, rows)}`
