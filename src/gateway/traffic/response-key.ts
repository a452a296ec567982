import { Failure } from '#domain/failure.ts'

/** Deeper than any input of the schema; a body of brackets would else exhaust the stack. */
const MAX_DEPTH = 32

export interface ResponseQuestion {
  /** sha256 of the document, in hex. */
  readonly documentHash: string
  /** Null where the request names none. */
  readonly operationName: string | null
  /** As they came; null and absent are the same as none. */
  readonly variables: Readonly<Record<string, unknown>> | null
  /** Whose answer it is: "" for what everybody may read. */
  readonly scope: string
}

/**
 * Equal for requests that must get the same answer. A JSON array of its parts, so that no part can pose as
 * another. Throws BAD_USER_INPUT where the variables are nested deeper than 32.
 */
export function responseKey({ documentHash, operationName, variables, scope }: ResponseQuestion): string {
  return `[${[documentHash, operationName, scope].map((part) => JSON.stringify(part)).join()},${canonicalJson(variables ?? {})}]`
}

/** JSON whose keys are sorted at every level: one text for each value. Throws BAD_USER_INPUT below depth 32. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH)
    throw new Failure('BAD_USER_INPUT', `the variables are nested deeper than ${MAX_DEPTH} levels`)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item, depth + 1)}`).join()}}`
}
