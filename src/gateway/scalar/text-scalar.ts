import { GraphQLScalarType, Kind } from 'graphql'
import { Failure } from '#domain/failure.ts'
import { refusal, shown } from './refusal.ts'

/** How one kind of text is checked on its way in. */
interface TextRule {
  readonly name: string
  /** Answers the text, or throws what is wrong with it. */
  readonly parse: (text: string) => string
}

/** A scalar whose values are strings in both directions. `parse` may throw anything; its message is the rule. */
export function textScalar({ name, parse }: TextRule): GraphQLScalarType<string, string> {
  const read = (value: unknown) => {
    if (typeof value !== 'string') throw refusal('it must be a string')
    return checked(value, parse)
  }
  return new GraphQLScalarType<string, string>({
    name,
    serialize: (value) => {
      if (typeof value === 'string') return value
      throw new Failure('INTERNAL', `a field of type ${name} holds something else`, { value: shown(value) })
    },
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : null),
  })
}

function checked(text: string, parse: (text: string) => string): string {
  try {
    return parse(text)
  } catch (cause) {
    throw refusal(cause instanceof Error ? cause.message : 'it breaks a rule', cause)
  }
}
