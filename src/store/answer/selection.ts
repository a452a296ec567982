import type { Json } from './json.ts'
import type { Statement } from './statement.ts'

/** One field that an answer has to hold. `A` is what the field needs to know beside its record. */
export interface Wanted<A = unknown> {
  /** The key in the answer: a GraphQL name. */
  readonly as: string
  readonly field: string
  readonly argument: A
  /** Null for a scalar. */
  readonly selection: Selection | null
}

export type Selection = readonly Wanted[]

/** Writes one field of the row `on`. */
export type FieldWriter = (on: string, wanted: Wanted, statement: Statement) => Json

/** How a GraphQL type is read from the row of a table. */
export interface ObjectType {
  readonly name: string
  readonly fields: Readonly<Record<string, FieldWriter>>
}
