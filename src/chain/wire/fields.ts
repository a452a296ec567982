import { Failure } from '#domain/failure.ts'

/** A JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>

/** The failure of a node's answer that is not what it should be. `what` names the place. */
export const invalidAnswer = (what: string, rule: string) =>
  new Failure('NODE_ANSWER_INVALID', `${what} ${rule}`, { what })

/** Throws NODE_ANSWER_INVALID where `value` is no object. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (!isFields(value)) throw invalidAnswer(what, 'is not an object')
  return value
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Throws NODE_ANSWER_INVALID where the field is no text. */
export function textOf(fields: Fields, key: string, what: string): string {
  const value = fields[key]
  if (typeof value !== 'string') throw invalidAnswer(`${what}.${key}`, 'is not a text')
  return value
}

/** Null and absent both mean none. Throws NODE_ANSWER_INVALID where the field is neither that nor a list. */
export function listOf(fields: Fields, key: string, what: string): readonly unknown[] {
  const value = fields[key]
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw invalidAnswer(`${what}.${key}`, 'is not a list')
  return value
}

/** A height: an int64 in decimal text, 0 to 2^53−1 here. Throws NODE_ANSWER_INVALID. */
export function heightOf(fields: Fields, key: string, what: string): number {
  const text = textOf(fields, key, what)
  const height = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(height))
    throw invalidAnswer(`${what}.${key}`, `is not a height: ${text.slice(0, 40)}`)
  return height
}

/** 32 bytes in hex, upper case; "" stays "" (the parent of the first block). Throws NODE_ANSWER_INVALID. */
export function hashOf(fields: Fields, key: string, what: string): string {
  const text = textOf(fields, key, what)
  if (!/^([0-9A-Fa-f]{64})?$/.test(text)) throw invalidAnswer(`${what}.${key}`, 'is not a hash')
  return text.toUpperCase()
}
