import { type DevCluster, openDevCluster } from '#devnet/cluster/dev-cluster.ts'
import type { KubeConfig } from '../contract/kube-api.ts'
import type { Scenario } from './steps.ts'
import type { World } from './world.ts'

/** Whoever serves the leased IPs of a cluster. */
export interface Served {
  /** SIGKILL, and starts again. */
  restart(): Promise<void>
}

export interface DevWorldOptions {
  readonly cluster: DevCluster
  readonly setLease: World['setLease']
  readonly served: Served
}

/** How long a killed program is away. Milliseconds. */
const AWAY_MS = 150

/** A cluster in this process, with room for what the scenario needs and little more. */
export const openScenarioCluster = ({ seed, addresses }: Scenario): Promise<DevCluster> =>
  openDevCluster({
    seed,
    now: () => new Date(),
    pools: { default: { addresses: [rangeOf(addresses + SPARE)] } },
    namespaces: ['lease', 'ipgw-agent'],
  })

/** A few more than are needed, so that one that is free can be lower than one that is had. */
const SPARE = 4

/** So many addresses from 198.18.0.0 on. */
export function rangeOf(count: number): string {
  const last = count - 1
  return `198.18.0.0-198.18.${last >> 8}.${last & 255}`
}

export function devWorld({ cluster, setLease, served }: DevWorldOptions): World {
  const { config, metallb, server } = cluster
  const away = () => new Promise((resolve) => setTimeout(resolve, AWAY_MS))
  return {
    config: config satisfies KubeConfig,
    setLease,
    async kill(what) {
      if (what === 'operator') await served.restart()
      else if (what === 'metallb') {
        metallb.kill()
        await away()
        metallb.start()
      } else {
        await server.close()
        await away()
        await server.listen()
      }
    },
  }
}
