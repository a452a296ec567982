import type { Change, ChangeKind, Json } from '#domain/change.ts'

/** A change of the feed. */
export interface ChangeRow extends Change {
  /** Time of its block; null where that is not known. */
  readonly at: Date | null
}

/** The columns of `change` as the driver hands them over. */
export interface ChangeColumns {
  readonly kind: ChangeKind
  readonly subject: string
  readonly height: number
  readonly at: Date | null
  readonly before: Json
  readonly after: Json
}

export const changeRow = (columns: ChangeColumns): ChangeRow => ({
  ...columns,
  height: columns.height,
})
