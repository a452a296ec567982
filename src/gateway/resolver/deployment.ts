import { encodeGlobalId } from '../global-id.ts'
import { leasesOfDeployment } from '../listing/leases-of-deployment.ts'
import { checkedSize } from '../page/window-of.ts'
import type { DeploymentResolvers } from '../schema.generated.ts'
import { escrowOf } from './escrow.ts'
import { upper } from './words.ts'

export const deployment: DeploymentResolvers = {
  id: (row, _args, { chainId }) => encodeGlobalId({ type: 'Deployment', chainId, key: row.key }),
  owner: (row) => row.id.owner,
  dseq: (row) => row.id.dseq,
  state: (row) => upper(row.state),
  groups: (row, { first }, { loaders }) =>
    loaders.groupsOfDeployment.load({ parent: row.key, question: checkedSize('first', first) }),
  groupCount: (row, _args, { loaders }) => loaders.groupCountOfDeployment.load(row.key),
  leases: (row, args, context) => leasesOfDeployment(context, row, args),
  createdHeight: (row) => row.createdHeight,
  createdAt: (row, _args, { loaders }) => loaders.blockTime.load(row.createdHeight),
  closedHeight: (row) => row.closedHeight,
  closedAt: (row, _args, { loaders }) =>
    row.closedHeight === null ? null : loaders.blockTime.load(row.closedHeight),
  escrow: (row, _args, context) => escrowOf(context, row),
  evidence: (row) => row.evidence,
}
