import { Failure } from '#domain/failure.ts'
import { deploymentKey, leaseKey } from '#domain/ids.ts'
import { indexHead } from '#store/query/index-head.ts'
import { changes } from '../listing/changes.ts'
import { leases } from '../listing/leases.ts'
import { openOrders } from '../listing/open-orders.ts'
import { providers } from '../listing/providers.ts'
import { nodeById, nodesById } from '../node.ts'
import type { LeaseId, QueryResolvers } from '../schema.generated.ts'
import { activity } from '../series/activity.ts'
import { prices } from '../series/prices.ts'

export const query: QueryResolvers = {
  node: (_root, args, context) => nodeById(context, args.id),
  nodes: (_root, args, context) => nodesById(context, args.ids),
  // Where the request's own look at the index failed, a second one says why.
  network: (_root, _args, context) => context.head ?? indexHead(context.sql),
  provider: (_root, args, { loaders }) => loaders.provider.load(args.address),
  providers: (_root, args, context) => providers(context, args),
  deployment: (_root, args, { loaders }) => loaders.deployment.load(deploymentKey(args)),
  lease: (_root, args, { loaders }) => loaders.lease.load(checkedLeaseKey(args.id)),
  leases: (_root, args, context) => leases(context, args),
  openOrders: (_root, args, context) => openOrders(context, args),
  changes: (_root, args, context) => changes(context, args),
  leaseActivity: (_root, args, context) => activity(context, args.provider ?? null, args),
  leasePrices: (_root, args, context) => prices(context, args.provider ?? null, args),
}

/** Throws BAD_USER_INPUT for numbers that no lease has. */
export function checkedLeaseKey(id: LeaseId): string {
  const { gseq, oseq, bseq } = id
  for (const [name, value] of Object.entries({ gseq, oseq, bseq }))
    if (value < 0)
      throw new Failure('BAD_USER_INPUT', `argument "id.${name}": ${value} is negative, it must be 0 or more`)
  return leaseKey(id)
}
