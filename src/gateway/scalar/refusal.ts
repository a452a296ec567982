import { Failure } from '#domain/failure.ts'

const SHOWN_CHARACTERS = 100

/** A value as an error message shows it: JSON, cut to a length that a person reads. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}

/**
 * A value that a scalar refuses, and the rule that it breaks. Type and value are put before it by graphql-js,
 * the argument by error.ts: a scalar does not know where its value stands.
 */
export const refusal = (rule: string, cause?: unknown) => new Failure('BAD_USER_INPUT', rule, {}, { cause })
