import { storableText } from './json-text.ts'

/**
 * The text form of a one-dimensional array (postgresql.org/docs/current/arrays.html#ARRAYS-IO), every
 * element quoted, null as NULL.
 */
export function arrayText(values: readonly (string | null)[]): string {
  return storableText(`{${values.map((value) => (value === null ? 'NULL' : quoted(value))).join(',')}}`)
}

const quoted = (value: string) => `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
