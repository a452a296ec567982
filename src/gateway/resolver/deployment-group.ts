import type { DeploymentGroupResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

export const deploymentGroup: DeploymentGroupResolvers = {
  gseq: (row) => row.gseq,
  name: (row) => row.name,
  state: (row) => upper(row.state),
  ipEndpoints: (row) => row.ipSequenceNumbers.map((sequenceNumber) => ({ sequenceNumber })),
  orders: (row, _args, { loaders }) => loaders.ordersOfGroup.load(row.key),
}
