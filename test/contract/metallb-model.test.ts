import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe } from 'vitest'
import { type DevCluster, openDevCluster } from '#devnet/cluster/dev-cluster.ts'
import { Lab } from './metallb/lab.ts'
import { itBehavesAsMetallb } from './metallb-cases.ts'

/** Our model of MetalLB keeps the contract that the real controllers keep in metallb-contract.cluster.ts. */
describe.each(['0.16.1', '0.14.9'] as const)('the model of MetalLB %s', (version) => {
  let cluster: DevCluster
  let lab: Lab
  beforeAll(async () => {
    cluster = await openDevCluster({ seed: `contract ${version}`, now: () => new Date(), metallb: version })
    lab = new Lab({
      config: cluster.config,
      version,
      async restartMetallb() {
        cluster.metallb.kill()
        await sleep(10)
        cluster.metallb.start()
      },
    })
  })
  afterAll(async () => {
    await lab?.kube.close()
    await cluster?.stop()
  })

  itBehavesAsMetallb(version, () => lab)
})
