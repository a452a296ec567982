import { afterAll, beforeAll, describe } from 'vitest'
import { Lab } from '../contract/metallb/lab.ts'
import { itBehavesAsMetallb } from '../contract/metallb-cases.ts'
import { metallbVersions } from './bed/versions.ts'
import { type Cluster, openCluster } from './bed.ts'

describe.each(metallbVersions)('MetalLB %s', (version) => {
  let cluster: Cluster
  let lab: Lab
  beforeAll(async () => {
    cluster = await openCluster({ metallb: version, controllerManager: true })
    lab = new Lab({
      config: cluster.config,
      version,
      async restartMetallb() {
        await cluster.kill('metallb')
        cluster.start('metallb')
        await cluster.ready()
      },
    })
  })
  afterAll(async () => {
    await lab?.kube.close()
    await cluster?.stop()
  })

  itBehavesAsMetallb(version, () => lab)
})
