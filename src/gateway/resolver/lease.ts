import type { LeaseRow } from '#store/query/lease-row.ts'
import { encodeGlobalId } from '../global-id.ts'
import { eventsOfLease } from '../listing/events-of-lease.ts'
import type { ReclaimParent } from '../parent.ts'
import type { LeaseResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

export const lease: LeaseResolvers = {
  id: (row, _args, { chainId }) => encodeGlobalId({ type: 'Lease', chainId, key: row.key }),
  owner: (row) => row.id.owner,
  dseq: (row) => row.id.dseq,
  gseq: (row) => row.id.gseq,
  oseq: (row) => row.id.oseq,
  bseq: (row) => row.id.bseq,
  providerAddress: (row) => row.id.provider,
  provider: (row, _args, { loaders }) => loaders.provider.load(row.id.provider),
  deployment: (row, _args, { loaders }) => loaders.deployment.load(row.deploymentKey),
  state: (row) => upper(row.state),
  closeReason: (row) => (row.closeReason === null ? null : upper(row.closeReason)),
  reclaim: (row) => givenNotice(row),
  price: (row) => row.createdPrice,
  currentPrice: (row) => row.price,
  createdHeight: (row) => row.createdHeight,
  createdAt: (row, _args, { loaders }) => loaders.blockTime.load(row.createdHeight),
  closedHeight: (row) => row.closedHeight,
  closedAt: (row, _args, { loaders }) =>
    row.closedHeight === null ? null : loaders.blockTime.load(row.closedHeight),
  ipEndpointCount: (row) => row.ipEndpointCount,
  events: (row, args, context) => eventsOfLease(context, row, args),
  evidence: (row) => row.evidence,
}

/** A lease may know its reclamation window long before any notice: only a notice counts. */
function givenNotice({ reclaim }: LeaseRow): ReclaimParent | null {
  if (reclaim === null || reclaim.startedHeight === null) return null
  return {
    startedHeight: reclaim.startedHeight,
    deadline: reclaim.deadline,
    reason: reclaim.reason ?? 'unknown',
  }
}
