import { type FieldNode, type GraphQLField, Kind, valueFromAST } from 'graphql'

export type Coerced = Readonly<Record<string, unknown>>

/** The coerced value of one argument of a field, its default included; undefined where it has none. */
export function argumentValue(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  { name, variables }: { readonly name: string; readonly variables: Coerced },
): unknown {
  const argument = field.args.find((one) => one.name === name)
  if (argument === undefined) return undefined
  const given = node.arguments?.find((one) => one.name.value === name)?.value
  if (given === undefined) return argument.defaultValue
  if (given.kind !== Kind.VARIABLE) return valueFromAST(given, argument.type, variables)
  return Object.hasOwn(variables, given.name.value) ? variables[given.name.value] : argument.defaultValue
}
