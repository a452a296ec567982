import { encodeGlobalId } from '../global-id.ts'
import { leasesOfDeployment } from '../listing/leases-of-deployment.ts'
import type { DeploymentResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

export const deployment: DeploymentResolvers = {
  id: (row, _args, { chainId }) => encodeGlobalId({ type: 'Deployment', chainId, key: row.key }),
  owner: (row) => row.id.owner,
  dseq: (row) => row.id.dseq,
  state: (row) => upper(row.state),
  groups: (row, _args, { loaders }) => loaders.groupsOfDeployment.load(row.key),
  leases: (row, args, context) => leasesOfDeployment(context, row, args),
  createdHeight: (row) => row.createdHeight,
  createdAt: (row, _args, { loaders }) => loaders.blockTime.load(row.createdHeight),
  closedHeight: (row) => row.closedHeight,
}
