import { setTimeout as sleep } from 'node:timers/promises'
import { ipAddressPools } from '#devnet/cluster/api/kind.ts'
import type { ClusterSwitch, ClusterSwitches } from '#devnet/cluster/fault/switches.ts'
import { Random } from '#devnet/simulation/random.ts'
import type { ViolationKind } from '../scenario/checker/violation.ts'
import { rangeOf } from '../scenario/dev-world.ts'
import type { AgentWorld } from './agent-world.ts'

/** Something that goes wrong around an agent, for a while. */
export interface AgentFault {
  readonly name: string
  /** It lasts so long; milliseconds. Default 4000. */
  readonly lastsMs?: number
  begin(world: AgentWorld): Promise<void> | void
  end(world: AgentWorld): Promise<void> | void
  /** Whether it did something. */
  hasActed(world: AgentWorld): boolean
  /** What it does to tenants is no fault of the agent. */
  readonly causes?: readonly ViolationKind[]
}

/** Switches of the API that are on for a while, on the agent's side of it. */
export function switched(name: string, switches: ClusterSwitches, lastsMs?: number): AgentFault {
  const names = Object.keys(switches) as ClusterSwitch[]
  return {
    name,
    ...(lastsMs === undefined ? {} : { lastsMs }),
    begin: ({ cluster }) => cluster.faults.set(switches),
    end: ({ cluster }) => cluster.faults.clear(...names),
    hasActed: ({ cluster }) => names.every((one) => one === 'freeze' || cluster.faults.hits(one) > 0),
  }
}

const writes = { verbs: ['create', 'update', 'patch', 'apply', 'delete'] } as const
const reads = { verbs: ['list', 'watch'] } as const
/** Lists come seldom; a watch that is told to begin anew makes one. */
const relisting = { watchExpire: { probability: 0.3 } }

export const apiFaults: readonly AgentFault[] = [
  switched('409 on half of the changes', {
    conflict: { verbs: ['patch', 'apply', 'delete'], probability: 0.5 },
  }),
  switched('429 on half of all requests', { tooMany: { probability: 0.5, retryAfterSeconds: 1 } }),
  switched('429 on all requests', { tooMany: { retryAfterSeconds: 2 } }),
  switched('500 on half of all requests', { internal: { probability: 0.5 } }),
  switched('500 on half of the writes, which happened', {
    internal: { ...writes, probability: 0.5, when: 'after' },
  }),
  switched('503 on all requests', { unavailable: {} }),
  switched('504 on half of all requests', { timeout: { probability: 0.5 } }),
  switched('504 on all writes, which happened', { timeout: { ...writes, when: 'after' } }),
  switched('half of the connections break before the request', { reset: { probability: 0.5 } }),
  switched('connections break after every write', { reset: { ...writes, when: 'after' } }),
  switched('slow answers', { slow: { ms: 700 } }),
  switched('a tenth of the requests is never answered', { hang: { probability: 0.1 } }),
  switched('a frozen API server', { freeze: {} }),
  switched('410 on half of the lists and watches', {
    gone: { ...reads, probability: 0.5 },
    watchClose: { everyMs: 500 },
  }),
  switched('lists that lag', { ...relisting, staleList: { behind: 40 } }),
  switched('lists that lag and pretend not to', { ...relisting, staleList: { behind: 40, pretends: true } }),
  switched('another API server that lags', { ...relisting, timeTravel: { behind: 40 } }),
  switched('watches that stall', { watchStall: { probability: 0.2 } }),
  switched('watches that repeat old events', { watchReplay: { events: 10 } }),
  switched('watches that lose events', { watchDrop: { probability: 0.3 } }),
  switched('watches that lose every event', { watchDrop: {} }),
  switched('watches that tell everything late', { watchDelay: { ms: 2_000 } }),
  switched('watches that end with 410', { watchExpire: { probability: 0.3 } }),
  switched('watches that end with 500', { watchError: { probability: 0.3 } }),
  switched('watches that end at once', { watchClose: { everyMs: 150 } }),
  switched('no bookmarks', { noBookmarks: {} }, 40_000),
]

function setPool({ cluster }: AgentWorld, ...addresses: string[]): void {
  const target = { kind: ipAddressPools, namespace: 'metallb-system', name: 'default' }
  cluster.api.patch(target, { spec: { addresses } }, 'operator')
}

const has = () => true

/** Of the rest of the cluster. */
export const clusterFaults: readonly AgentFault[] = [
  {
    name: 'an API server that is down and comes back',
    begin: ({ cluster }) => cluster.server.close(),
    end: ({ cluster }) => cluster.server.listen(),
    hasActed: has,
  },
  {
    name: 'MetalLB killed again and again',
    async begin({ cluster }) {
      for (let n = 0; n < 6; n++) {
        cluster.metallb.kill()
        await sleep(100 * n)
        cluster.metallb.start()
        await sleep(300)
      }
    },
    end: () => undefined,
    hasActed: has,
  },
  {
    name: 'MetalLB down',
    begin: ({ cluster }) => cluster.metallb.kill(),
    end: ({ cluster }) => cluster.metallb.start(),
    hasActed: has,
  },
  {
    name: 'MetalLB that leaks while it loads',
    begin({ cluster }) {
      cluster.metallb.leakWhileLoading(true)
      cluster.metallb.slowDown(30)
      cluster.metallb.kill()
      cluster.metallb.start()
    },
    // A port that leaked on an address that is kept is refused to everybody: only a restart cures that.
    end({ cluster }) {
      cluster.metallb.leakWhileLoading(false)
      cluster.metallb.slowDown(2)
      cluster.metallb.kill()
      cluster.metallb.start()
    },
    hasActed: has,
  },
  {
    name: 'MetalLB that refuses the first free addresses',
    begin({ cluster, free }) {
      for (const address of free().slice(0, 2)) cluster.metallb.leak(address)
    },
    end: () => undefined,
    hasActed: has,
  },
  {
    name: 'MetalLB that is slow',
    begin: ({ cluster }) => cluster.metallb.slowDown(400),
    end: ({ cluster }) => cluster.metallb.slowDown(2),
    hasActed: has,
  },
  {
    name: 'a pool of which all but one address are taken out and put back',
    begin: (world) => setPool(world, '198.18.0.0/32'),
    end: (world) => setPool(world, rangeOf(world.addresses)),
    hasActed: has,
    // MetalLB takes them away at once.
    causes: ['FREED', 'RELEASED_TOO_SOON'],
  },
  {
    name: 'a pool of which half is taken out and put back',
    begin: (world) => setPool(world, rangeOf(Math.floor(world.addresses / 2))),
    end: (world) => setPool(world, rangeOf(world.addresses)),
    hasActed: has,
    causes: ['FREED', 'RELEASED_TOO_SOON'],
  },
  {
    name: 'a chain that says nothing',
    begin: ({ chain }) => {
      chain.isSilent = true
    },
    end: ({ chain }) => {
      chain.isSilent = false
    },
    hasActed: has,
  },
]

/** Several at once; the same seed gives the same ones. */
export function mixture(seed: number): AgentFault {
  const random = new Random(`mixture ${seed}`)
  const parts = [...random.sample(apiFaults, 3), ...random.sample(clusterFaults, 1)]
  return {
    name: `mixture ${seed}: ${parts.map(({ name }) => name).join(' + ')}`,
    lastsMs: random.between(2_000, 8_000),
    async begin(world) {
      for (const { begin } of parts) await begin(world)
    },
    async end(world) {
      for (const { end } of parts) await end(world)
    },
    hasActed: (world) => parts.some(({ hasActed }) => hasActed(world)),
    causes: parts.flatMap(({ causes = [] }) => causes),
  }
}
