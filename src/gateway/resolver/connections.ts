import type {
  ChangeConnectionResolvers,
  ChangeEdgeResolvers,
  LeaseConnectionResolvers,
  LeaseEdgeResolvers,
  OrderConnectionResolvers,
  OrderEdgeResolvers,
  ProviderConnectionResolvers,
  ProviderEdgeResolvers,
} from '../schema.generated.ts'

const page = {
  edges: <T>(parent: { readonly edges: T }) => parent.edges,
  nodes: <T>(parent: { readonly nodes: T }) => parent.nodes,
  pageInfo: <T>(parent: { readonly pageInfo: T }) => parent.pageInfo,
}
const counted = {
  ...page,
  totalCount: (parent: { readonly totalCount: () => Promise<number> }) => parent.totalCount(),
}
const edge = {
  cursor: (parent: { readonly cursor: string }) => parent.cursor,
  node: <T>(parent: { readonly node: T }) => parent.node,
}

/** All connections and edges answer alike. */
export const leaseConnection: LeaseConnectionResolvers = counted
export const providerConnection: ProviderConnectionResolvers = counted
export const orderConnection: OrderConnectionResolvers = counted
export const changeConnection: ChangeConnectionResolvers = page
export const leaseEdge: LeaseEdgeResolvers = edge
export const providerEdge: ProviderEdgeResolvers = edge
export const orderEdge: OrderEdgeResolvers = edge
export const changeEdge: ChangeEdgeResolvers = edge
