import { GraphQLError, type ValidationRule } from 'graphql'

/** graphql-js would find out only when it executes, and Apollo would call it a fault of the server. */
export const queriesOnly: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (node.operation === 'query') return
    context.reportError(
      new GraphQLError(`this gateway answers queries, not a ${node.operation}`, { nodes: node }),
    )
  },
})
