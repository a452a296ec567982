import { GraphQLScalarType } from 'graphql'
import { Failure } from '#domain/failure.ts'
import { parseAddress } from '#domain/ids.ts'
import { refusal, shown } from './refusal.ts'
import { textScalar } from './text-scalar.ts'
import { uint64Scalar } from './uint64-scalar.ts'

const DECIMAL = /^-?\d{1,100}(\.\d{1,100})?$/
const CURSOR_CHARACTERS = 2000
/** Characters of a time in ISO 8601 up to its seconds. */
const SECONDS_END = 19

function parseDecimal(text: string): string {
  if (DECIMAL.test(text)) return text
  throw refusal('it must be a decimal number without exponent')
}

/** Only its form: what is in it is checked against the list that it is used on. */
function parseCursor(text: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(text) && text.length <= CURSOR_CHARACTERS) return text
  throw refusal('it must be a cursor that this gateway gave')
}

const dateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
    throw new Failure('INTERNAL', 'a field of type DateTime holds something else', { value: shown(value) })
  },
  parseValue: (value) => readTime(value),
})

function readTime(value: unknown): Date {
  const time = new Date(typeof value === 'string' ? value : Number.NaN)
  const isStrict = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value)
  if (!isStrict || Number.isNaN(time.getTime()))
    throw refusal('it must be RFC 3339 in UTC, as in "2026-01-31T12:00:00Z"')
  // `Date` counts on: 30 February is 2 March to it, and 24:00 the next day.
  if (time.toISOString().slice(0, SECONDS_END) !== value.slice(0, SECONDS_END))
    throw refusal('there is no such day or time')
  return time
}

const jsonScalar = new GraphQLScalarType<unknown, unknown>({ name: 'JSON' })

/** How the schema's own scalars are written and read. Whatever they refuse is BAD_USER_INPUT. */
export const scalars = {
  UInt64: uint64Scalar,
  Decimal: textScalar({ name: 'Decimal', parse: parseDecimal }),
  Address: textScalar({ name: 'Address', parse: parseAddress }),
  Cursor: textScalar({ name: 'Cursor', parse: parseCursor }),
  DateTime: dateTimeScalar,
  JSON: jsonScalar,
}
