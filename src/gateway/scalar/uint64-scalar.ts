import { GraphQLScalarType, Kind } from 'graphql'
import { Failure } from '#domain/failure.ts'
import { parseUint64 } from '#domain/ids.ts'
import { refusal } from './refusal.ts'

const RULE = 'it must be a whole number from 0 to 2^64−1, as a decimal string or as an integer up to 2^53−1'

/** UInt64: a decimal string out, a decimal string or a safe integer in. Throws BAD_USER_INPUT that says the rule. */
export const uint64Scalar = new GraphQLScalarType<bigint, string>({
  name: 'UInt64',
  serialize: (value) => wholeText(value),
  parseValue: (value) => {
    if (typeof value === 'string') return wholeNumber(value)
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
    throw refusal(RULE)
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return wholeNumber(node.value)
    if (node.kind === Kind.INT && Number.isSafeInteger(Number(node.value))) return wholeNumber(node.value)
    throw refusal(RULE)
  },
})

function wholeNumber(text: string): bigint {
  try {
    return parseUint64(text)
  } catch (cause) {
    throw refusal(RULE, cause)
  }
}

/** Throws INTERNAL for what no UInt64 can be: the database or a resolver is wrong. */
function wholeText(value: unknown): string {
  if (typeof value === 'bigint' && value >= 0n) return value.toString()
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value.toString()
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value
  throw new Failure('INTERNAL', 'a field of type UInt64 holds something else', { value: String(value) })
}
