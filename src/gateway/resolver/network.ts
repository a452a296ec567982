import type { BlockRate } from '#domain/block-rate.ts'
import { bootstrapStages } from '#store/query/bootstrap-stages.ts'
import { countActiveIpLeases } from '#store/query/count-active-ip-leases.ts'
import { countIpProviders } from '#store/query/count-ip-providers.ts'
import { blockRateOf, lagSeconds, phaseOf } from '../freshness.ts'
import { historyOf } from '../history.ts'
import type { NetworkResolvers } from '../schema.generated.ts'

export const network: NetworkResolvers = {
  chainId: (_head, _args, context) => context.chainId,
  latestHeight: (head) => head.latestHeight,
  indexedHeight: (head) => head.height,
  indexedAt: (head) => head.time,
  lagSeconds: (head, _args, context) => lagSeconds(head, context.now),
  phase: (head) => phaseOf(head),
  history: async (_head, _args, context) => historyOf(await bootstrapStages(context.sql)),
  activeIpLeases: (head, _args, context) => (head.activeComplete ? countActiveIpLeases(context.sql) : null),
  providersWithIps: (head, _args, context) => (head.activeComplete ? countIpProviders(context.sql) : null),
  secondsPerBlock: (head) => secondsOf(blockRateOf(head)),
}

const secondsOf = (rate: BlockRate | null) => (rate === null ? null : rate / 1000)
