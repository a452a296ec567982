import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KubeConfig, openKubeApi } from '../contract/kube-api.ts'
import type { Parts, ProgramName } from './bed/command-lines.ts'
import { createFleet, type Fleet } from './bed/fleet.ts'
import { furnish, type Pool } from './bed/furnish.ts'
import { type Place, preparePlace, writeKubeconfig } from './bed/place.ts'
import { buildPrograms, type Programs } from './bed/programs.ts'
import { metricsUrl } from './bed/ready.ts'
import { startSweeper } from './bed/sweeper.ts'

export type { ProgramName } from './bed/command-lines.ts'
export type { Pool } from './bed/furnish.ts'
export type { MetallbVersion } from './bed/versions.ts'

export interface ClusterOptions {
  readonly metallb: Parts['metallb']
  /** Without it namespaces never end, and there are no EndpointSlices. Default: false. */
  readonly controllerManager?: boolean
  /** Default: one, `default`, of 198.51.100.0/24. */
  readonly pools?: readonly Pool[]
}

/**
 * A real etcd, kube-apiserver and MetalLB controller on loopback, without nodes. It has the namespaces `lease`,
 * `metallb-system` and `ipgw-agent`, and the CRDs of MetalLB and of the stock provider.
 */
export interface Cluster {
  /** The administrator's. */
  readonly config: Required<KubeConfig>
  /** Path of a file that says the same. */
  readonly kubeconfig: string
  /** Speaks gRPC, and JSON under /v3 (etcd's gateway). */
  readonly etcdUrl: string
  /** Undefined without MetalLB. 0.16 serves https, to those who bring a token. */
  readonly metallbMetricsUrl: string | undefined
  /** SIGKILL. Resolves when it is gone. */
  kill(name: ProgramName): Promise<void>
  /** Starts what was killed, on the same data and ports. It is not ready yet. */
  start(name: ProgramName): void
  /** Resolves when all that was started does its work. Throws TIMED_OUT, or INTERNAL where one ends again and again. */
  ready(): Promise<void>
  /** What a program has said so far. */
  log(name: ProgramName): string
  /** Kills all and removes their files. The same happens when this process dies. */
  stop(): Promise<void>
}

const POOLS: readonly Pool[] = [{ name: 'default', addresses: ['198.51.100.0/24'] }]

/** Starts one of your own in some seconds; at a first time its programs are built, which takes minutes. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { metallb, controllerManager = false, pools = POOLS } = options
  const parts = { metallb, controllerManager }
  const programs = await buildPrograms()
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-cluster-'))
  const sweep = startSweeper(programs.keeper, directory)
  const place = await preparePlace(directory)
  const { killAll, ...fleet } = createFleet(programs, parts, place)
  const stop = async () => {
    await killAll()
    await sweep()
  }
  try {
    await startServer(fleet)
    const config = { server: place.server, token: place.token, ca: authority(place) }
    writeKubeconfig(place.kubeconfig, config)
    await furnishAs(parts, { config, pools, programs })
    if (controllerManager) fleet.start('controller-manager')
    if (metallb !== 'none') fleet.start('metallb')
    await fleet.ready()
    const metallbMetricsUrl = metricsUrl(metallb, place.ports.metallbMetrics)
    const etcdUrl = `http://127.0.0.1:${place.ports.etcd}`
    return { ...fleet, config, kubeconfig: place.kubeconfig, etcdUrl, metallbMetricsUrl, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startServer(fleet: Pick<Fleet, 'start' | 'ready'>): Promise<void> {
  fleet.start('etcd')
  fleet.start('apiserver')
  await fleet.ready()
}

/** The server makes its certificate and the authority behind it when it first starts. */
function authority({ directory }: Place): string {
  return readFileSync(join(directory, 'certificates', 'apiserver.crt'), 'utf8')
}

interface Furniture {
  readonly config: KubeConfig
  readonly pools: readonly Pool[]
  readonly programs: Programs
}

async function furnishAs({ metallb }: Parts, { config, pools, programs }: Furniture): Promise<void> {
  const kube = openKubeApi(config)
  const folders = metallb === 'none' ? [] : [programs.metallb[metallb].crds]
  await furnish(kube, pools, folders).finally(kube.close)
}
