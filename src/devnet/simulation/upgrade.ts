import { Deployment_State } from '#chain/wire/generated/akash_deployment.generated.ts'
import { runningLeases } from '../market/closing.ts'
import { closeDeployment } from '../market/deployment-message.ts'
import type { Happening } from '../market/emitted.ts'
import type { Ledger } from '../market/ledger.ts'
import type { DeploymentRecord } from '../market/record.ts'

/** Deployments that an upgrade closes. */
const CLOSED = 3

/** What an upgrade does to the market before the block's transactions (as v1.1.0 did on the main network). */
export function closeByUpgrade(ledger: Ledger): readonly Happening[] {
  const happenings: Happening[] = []
  const turn = { ledger, happenings }
  const isChosen = (record: DeploymentRecord | undefined): record is DeploymentRecord =>
    record?.deployment.state === Deployment_State.active && runningLeases(turn, record).length > 0
  const chosen = [...ledger.deployments.scan('')]
    .map((row) => row.values.at(-1))
    .filter(isChosen)
    .slice(0, CLOSED)
  for (const { deployment } of chosen) closeDeployment(turn, { kind: 'close-deployment', id: deployment.id })
  ledger.commit()
  return happenings
}
