import { GraphQLError, type ValidationRule } from 'graphql'

/** For who does not want the schema to be asked for; `__typename` is no introspection. */
export const noIntrospection: ValidationRule = (context) => ({
  Field: (node) => {
    const name = node.name.value
    if (name !== '__schema' && name !== '__type') return
    context.reportError(
      new GraphQLError(`introspection is switched off here (INTROSPECTION=off): "${name}" is not answered`, {
        nodes: node,
      }),
    )
  },
})
