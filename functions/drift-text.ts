import type { Json } from '#domain/change.ts'
import type { Drift } from '#projector/verify.ts'

const LONGEST_VALUE = 120

/** One line for a record that differs: which, in what, and what each side says. */
export function driftText({ ref, fields, read }: Drift): string {
  const parts = fields.map(
    ({ field, database, chain }) =>
      `${field} is ${shown(database)} in the database and ${shown(chain)} on chain`,
  )
  return `${ref.kind} ${ref.key}: ${parts.join('; ')} (after block ${read.height})`
}

function shown(value: Json): string {
  const text = value === null ? 'absent' : JSON.stringify(value)
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text
}

/** The same for machines. */
export const driftJson = ({ ref, fields, read }: Drift): Json => ({
  kind: ref.kind,
  key: ref.key,
  height: read.height,
  fields: fields.map(({ field, database, chain }) => ({ field, database, chain })),
})
