import { Random } from '../simulation/random.ts'
import { ipAddressPools, namespaces } from './api/kind.ts'
import { KubeApi } from './api/kube-api.ts'
import type { JsonObject } from './api/object.ts'
import { Store, type WatchRecord } from './api/store.ts'
import { ClusterFaults } from './fault/cluster-faults.ts'
import { KubeServer } from './http/kube-server.ts'
import type { MetalLbVersion } from './metallb/allocator.ts'
import { METALLB_NAMESPACE } from './metallb/kube-host.ts'
import { MetalLbController } from './metallb/metallb-controller.ts'
import type { PoolSpec } from './metallb/pool.ts'
import { NamespaceController } from './namespace-controller.ts'

export interface DevClusterOptions {
  /** The same text gives the same uids, names and choices. */
  readonly seed: string
  readonly now: () => Date
  /** Default 0.16.1. */
  readonly metallb?: MetalLbVersion
  /** IPAddressPools in metallb-system by name, before MetalLB starts. */
  readonly pools?: Readonly<Record<string, PoolSpec>>
  /** Namespaces beside `default`, `kube-system` and `metallb-system`. */
  readonly namespaces?: readonly string[]
  /** How long MetalLB takes for one Service, at most. Default 2 ms. */
  readonly metallbDelayMs?: number
  /** How long a deleted namespace takes. Default 100 ms. */
  readonly namespaceDelayMs?: number
  /** How often a watch gets a bookmark. Default 60,000 ms, as the real ones. */
  readonly bookmarkMs?: number
  /** MetalLB's defect; see MetalLbOptions. Default false: a fault is switched on, never off. */
  readonly leaksWhileLoading?: boolean
}

export interface DevCluster {
  /** What a client needs. The server is on the loopback. */
  readonly config: { readonly server: string; readonly token: string }
  /** Kubernetes without HTTP: for a test that arranges or looks. No fault touches it. */
  readonly api: KubeApi
  readonly faults: ClusterFaults
  readonly metallb: MetalLbController
  /** The apiserver's process; etcd's content outlives it. */
  readonly server: KubeServer
  /** Every change of every object since the beginning, in order. */
  log(): readonly WatchRecord[]
  stop(): Promise<void>
}

/** Starts a kube API with MetalLB in this process. Throws BAD_SETTING when no port can be had. */
export async function openDevCluster(options: DevClusterOptions): Promise<DevCluster> {
  const { seed, now } = options
  const dice = (what: string) => new Random(`${seed}/${what}`)
  const store = new Store(now)
  const api = new KubeApi({ store, random: dice('names'), now })
  arrange(api, options)
  const metallb = new MetalLbController({
    api,
    now,
    version: options.metallb ?? '0.16.1',
    random: dice('metallb'),
    delayMs: options.metallbDelayMs ?? 2,
    leaksWhileLoading: options.leaksWhileLoading ?? false,
  })
  const namespaceController = new NamespaceController(api, options.namespaceDelayMs ?? 100)
  const faults = new ClusterFaults(dice('faults'))
  const token = `token-${dice('token').between(0, 1e9)}`
  const server = new KubeServer({ api, faults, token, bookmarkMs: options.bookmarkMs ?? 60_000 })
  await server.listen()
  metallb.start()
  return {
    config: { server: server.url, token },
    api,
    faults,
    metallb,
    server,
    log: () => store.log,
    stop: async () => {
      metallb.stop()
      namespaceController.stop()
      faults.clear()
      await server.close()
    },
  }
}

const MANAGER = 'dev-cluster'

function arrange(api: KubeApi, { pools = {}, namespaces: names = [] }: DevClusterOptions): void {
  for (const name of new Set(['default', 'kube-system', METALLB_NAMESPACE, ...names]))
    api.create({ kind: namespaces }, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, MANAGER)
  for (const [name, spec] of Object.entries(pools)) {
    const target = { kind: ipAddressPools, namespace: METALLB_NAMESPACE }
    const metadata = { name, namespace: METALLB_NAMESPACE }
    const body = {
      apiVersion: 'metallb.io/v1beta1',
      kind: 'IPAddressPool',
      metadata,
      spec: { ...spec } as JsonObject,
    }
    api.create(target, body, MANAGER)
  }
}
