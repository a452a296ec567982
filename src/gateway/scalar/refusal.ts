import { GraphQLError } from 'graphql'

const SHOWN_CHARACTERS = 100

/** A value as an error message shows it: JSON, cut to a length that a person reads. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}

/** A value that a scalar refuses: the message names type, value and rule; the argument is added where it is known. */
export function refusal(type: string, value: string, rule: string, cause?: unknown): GraphQLError {
  return new GraphQLError(`${value} is not of type ${type}: ${rule}`, {
    extensions: { code: 'BAD_USER_INPUT' },
    originalError: cause instanceof Error ? cause : null,
  })
}
