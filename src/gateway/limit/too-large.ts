import { Failure } from '#domain/failure.ts'
import { limits } from './limits.ts'
import type { DocumentSize } from './measure-document.ts'

/** What each measure counts, as a message says it. */
const words = {
  operations: 'operations',
  depth: 'levels of fields',
  rootFields: 'fields of its own in one operation',
  aliases: 'fields under an alias, with fragments counted where they are spread',
  fields: 'fields, with fragments counted where they are spread',
  repeats: 'selections of one field in one place',
  directives: 'directives',
  fragments: 'fragments',
} as const satisfies Record<keyof DocumentSize, string>

/** Why a document of this size is refused: the first limit that it exceeds; null where it exceeds none. */
export function tooLarge(size: DocumentSize): Failure | null {
  for (const [name, what] of Object.entries(words) as [keyof DocumentSize, string][])
    if (size[name] > limits[name]) return overLimit(what, size[name], limits[name])
  return null
}

/** The refusal of a document with this many lines. */
export const tooManyLines = (lines: number) => overLimit('lines', lines, limits.lines)

/** The refusal of a document with this many tokens. */
export const tooManyTokens = (tokens: number) => overLimit('tokens', tokens, limits.tokens)

/** Beyond this, how much it is exactly helps nobody. */
const MAX_SHOWN = 1_000_000

function overLimit(what: string, value: number, limit: number): Failure {
  const shown = value > MAX_SHOWN ? `more than ${MAX_SHOWN}` : value
  return new Failure('BAD_USER_INPUT', `the document has ${shown} ${what}, at most ${limit} may be`, {
    value: Number.isFinite(value) ? value : null,
    limit,
  })
}
