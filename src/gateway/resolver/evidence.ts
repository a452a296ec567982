import { isStale } from '../freshness.ts'
import type { EvidenceResolvers } from '../schema.generated.ts'

const sources = { event: 'CHAIN_EVENT', state: 'CHAIN_STATE' } as const

export const evidence: EvidenceResolvers = {
  source: (parent) => sources[parent.source],
  observedAt: (parent, _args, { head, loaders }) =>
    head?.height === parent.height ? head.time : loaders.blockTime.load(parent.height),
  height: (parent) => parent.height,
  stale: (_parent, _args, context) => isStale(context.head, context.now),
}
