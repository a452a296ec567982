import { checkedSize } from '../page/window-of.ts'
import type { DeploymentGroupResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

export const deploymentGroup: DeploymentGroupResolvers = {
  gseq: (row) => row.gseq,
  name: (row) => row.name,
  state: (row) => upper(row.state),
  deployment: (row, _args, { loaders }) => loaders.deployment.load(row.deploymentKey),
  ipEndpoints: (row) => row.ipSequenceNumbers.map((sequenceNumber) => ({ sequenceNumber })),
  orders: (row, { first }, { loaders }) =>
    loaders.ordersOfGroup.load({ parent: row.key, question: checkedSize('first', first) }),
  orderCount: (row, _args, { loaders }) => loaders.orderCountOfGroup.load(row.key),
}
