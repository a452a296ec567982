import { GraphQLError, Kind, parse } from 'graphql'

/** The names of the operations in these documents; one that cannot be parsed has none, and is refused when it is asked for. */
export function operationNames(texts: Iterable<string>): string[] {
  return [...texts].flatMap((text) =>
    definitionsOf(text).flatMap((one) =>
      one.kind === Kind.OPERATION_DEFINITION && one.name !== undefined ? [one.name.value] : [],
    ),
  )
}

function definitionsOf(text: string) {
  try {
    return parse(text, { noLocation: true }).definitions
  } catch (error) {
    if (error instanceof GraphQLError) return []
    throw error
  }
}
