import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openKubeApi, YAML } from '../contract/kube-api.ts'
import type { Served } from '../scenario/dev-world.ts'
import type { World } from '../scenario/world.ts'
import type { Cluster } from './bed.ts'

/** How long a killed program is away. Milliseconds. */
const AWAY_MS = 1_000

/** The real cluster as a scenario needs it. */
export function clusterWorld(cluster: Cluster, setLease: World['setLease'], served: Served): World {
  return {
    config: cluster.config,
    setLease,
    async kill(what) {
      if (what === 'operator') return await served.restart()
      await cluster.kill(what)
      await sleep(AWAY_MS)
      cluster.start(what)
      await cluster.ready()
    },
  }
}

/** The kind of overrides, which the bed does not bring. */
export async function installOverrides({ config }: Cluster): Promise<void> {
  const kube = openKubeApi(config)
  const crd = readFileSync(new URL('../../infra/agent/crd.yaml', import.meta.url), 'utf8')
  await kube.want('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crd, YAML)
  await kube.close()
}
