import { Failure } from '#domain/failure.ts'
import { isRecord } from '../kube/kube-status.ts'

/**
 * A value inside an object that somebody else wrote, and the path to it for words about it. The readers below throw
 * BAD_USER_INPUT that names path, value and rule.
 */
export interface Place {
  readonly path: string
  readonly value: unknown
}

export const placeOf = (object: unknown, ...names: readonly string[]): Place =>
  names.reduce<Place>((place, name) => at(place, name), { path: '', value: object })

/** A field; absent where there is no such field, or nothing that could have fields. */
export const at = ({ path, value }: Place, name: string): Place => ({
  path: path === '' ? name : `${path}.${name}`,
  value: isRecord(value) ? value[name] : undefined,
})

export const isAbsent = ({ value }: Place) => value === undefined || value === null

export const refusal = ({ path, value }: Place, rule: string) =>
  new Failure('BAD_USER_INPUT', `${path} is ${shown(value)}: ${rule}`, { path })

/** What is there, in at most 80 characters. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return 'absent'
  return (JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)) ?? '').slice(
    0,
    80,
  )
}

/** Text that is not empty and has at most `max` characters. */
export function textOf(place: Place, max = 253): string {
  const { value } = place
  if (typeof value !== 'string' || value === '' || value.length > max)
    throw refusal(place, `it must be a text of 1 to ${max} characters`)
  return value
}

export function wholeOf(place: Place, min: number, max: number): number {
  const { value } = place
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw refusal(place, `it must be a whole number from ${min} to ${max}`)
  return value
}

export function choiceOf<T extends string>(place: Place, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === place.value)
  if (found === undefined) throw refusal(place, `it must be one of ${choices.join(', ')}`)
  return found
}

export function booleanOf(place: Place): boolean {
  if (typeof place.value !== 'boolean') throw refusal(place, 'it must be true or false')
  return place.value
}

/** Throws for a text that names no moment. */
export function dateOf(place: Place): Date {
  const date = new Date(textOf(place, 40))
  if (Number.isNaN(date.getTime())) throw refusal(place, 'it must be a time such as 2026-01-31T12:00:00Z')
  return date
}

/** The entries of a list; none where it is absent. */
export function listOf(place: Place, max: number): readonly Place[] {
  if (isAbsent(place)) return []
  if (!Array.isArray(place.value) || place.value.length > max)
    throw refusal(place, `it must be a list of at most ${max} entries`)
  return entriesOf(place)
}

/** The entries of a list that the API server has checked; none of anything else. */
export const entriesOf = ({ path, value }: Place): readonly Place[] =>
  Array.isArray(value)
    ? value.map((entry: unknown, index) => ({ path: `${path}[${index}]`, value: entry }))
    : []

/** The texts of an object whose values are texts, such as labels; whatever is no text is left out. */
export function textsOf({ value }: Place): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** Reads with `read`, and takes the words of its refusal instead of throwing it. */
export function attempt<T>(read: () => T): { readonly value: T } | { readonly words: string } {
  try {
    return { value: read() }
  } catch (error) {
    if (error instanceof Failure && error.code === 'BAD_USER_INPUT') return { words: error.message }
    throw error
  }
}
