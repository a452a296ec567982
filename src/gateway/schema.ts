import { makeExecutableSchema } from '@graphql-tools/schema'
import { type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql'
import type { Context } from './context.ts'
import { attribute } from './resolver/attribute.ts'
import { bid } from './resolver/bid.ts'
import { change } from './resolver/change.ts'
import { coin } from './resolver/coin.ts'
import {
  changeConnection,
  changeEdge,
  leaseConnection,
  leaseEdge,
  orderConnection,
  orderEdge,
  providerConnection,
  providerEdge,
} from './resolver/connections.ts'
import { deployment } from './resolver/deployment.ts'
import { deploymentGroup } from './resolver/deployment-group.ts'
import { escrow } from './resolver/escrow.ts'
import { evidence } from './resolver/evidence.ts'
import { historyProgress } from './resolver/history-progress.ts'
import { ipEndpoint } from './resolver/ip-endpoint.ts'
import { lease } from './resolver/lease.ts'
import { leaseReclaim } from './resolver/lease-reclaim.ts'
import { network } from './resolver/network.ts'
import { node } from './resolver/node.ts'
import { order } from './resolver/order.ts'
import { pageInfo } from './resolver/page-info.ts'
import { activityPoint, pricePoint } from './resolver/points.ts'
import { price } from './resolver/price.ts'
import { provider } from './resolver/provider.ts'
import { query } from './resolver/query.ts'
import { scalars } from './scalar/scalars.ts'
import { type Resolvers, schemaText } from './schema.generated.ts'

/** One for each type of the schema: the compiler says which one is missing. */
const resolvers: Omit<Resolvers, 'Node'> & { Node: typeof node } = {
  ...scalars,
  Node: node,
  Query: query,
  Network: network,
  HistoryProgress: historyProgress,
  Evidence: evidence,
  Provider: provider,
  Attribute: attribute,
  Deployment: deployment,
  Escrow: escrow,
  Coin: coin,
  DeploymentGroup: deploymentGroup,
  IpEndpoint: ipEndpoint,
  Order: order,
  Bid: bid,
  Price: price,
  Lease: lease,
  LeaseReclaim: leaseReclaim,
  Change: change,
  ActivityPoint: activityPoint,
  PricePoint: pricePoint,
  PageInfo: pageInfo,
  LeaseConnection: leaseConnection,
  LeaseEdge: leaseEdge,
  ProviderConnection: providerConnection,
  ProviderEdge: providerEdge,
  OrderConnection: orderConnection,
  OrderEdge: orderEdge,
  ChangeConnection: changeConnection,
  ChangeEdge: changeEdge,
}

/** The schema with everything that answers it. */
export function createSchema(): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: schemaText,
    resolvers,
    inheritResolversFromInterfaces: false,
  })
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type)) for (const field of Object.values(type.getFields())) rejectRatherThanThrow(field)
  return schema
}

/**
 * What refuses its arguments does so by a promise. graphql-js 16 forgets the promises of a list's first items where a
 * later item throws, and a forgotten one that is rejected ends the process.
 */
function rejectRatherThanThrow(field: GraphQLField<unknown, Context>): void {
  const { resolve, args } = field
  if (resolve === undefined || args.length === 0) return
  field.resolve = (...asked) => {
    try {
      return resolve(...asked)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}
