import type { PageInfoResolvers } from '../schema.generated.ts'

export const pageInfo: PageInfoResolvers = {
  hasNextPage: (parent) => parent.hasNextPage(),
  hasPreviousPage: (parent) => parent.hasPreviousPage(),
  startCursor: (parent) => parent.startCursor,
  endCursor: (parent) => parent.endCursor,
}
