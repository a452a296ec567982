import type { Sort, Window } from '../query/keyset.ts'
import type { Statement } from './statement.ts'

/** An expression over the row `l`, `p`, `o` or `c` of one of our sorts, said of another row. */
export const onRow = (expression: string, row: string) => expression.replace(/\b[lpoc]\./g, `${row}.`)

/** What a window's cursors ask of a row: beyond the one, short of the other; null where there is no cursor. */
export function bounds(sort: Sort, window: Window, statement: Statement) {
  const values = {
    after: bound(sort, window.after, statement),
    before: bound(sort, window.before, statement),
  }
  return (row: string, end: 'after' | 'before'): string | null => {
    const value = values[end]
    if (value === null) return null
    const columns = sort.columns.map((column) => onRow(column.expression, row)).join(', ')
    return `(${columns}) ${(end === 'after') === sort.descending ? '<' : '>'} (${value.map((column) => column()).join(', ')})`
  }
}

const bound = (sort: Sort, position: Window['after'], statement: Statement) =>
  position === null
    ? null
    : sort.columns.map((column, at) => statement.later(position[at] ?? '', column.type))
