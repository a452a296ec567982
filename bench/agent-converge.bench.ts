import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeClient } from '#agent/kube/kube-client.ts'
import { leases, namespaces, providerLeasedIps } from '#agent/kube/resource.ts'
import { type AgentBed, onAgentBed, unlessWithoutGo } from './agent-bed.ts'
import {
  type AgentEndpoint,
  agentEndpoints,
  namespaceDraft,
  nthAddress,
  plipDraft,
  serviceDrafts,
} from './agent-endpoint.ts'
import { createServices, eachOf, keysOf } from './agent-floor.ts'
import { AGENT_LEASE } from './agent-process.ts'
import { countApiWrites, writesBetween, writesText } from './api-writes.ts'
import { type Figure, median } from './measure.ts'
import type { ServiceWatch } from './service-watch.ts'

/** As many endpoints as the agent has under way at once. */
const CONCURRENCY = 24
/** For it to read everything; what it does not know by then counts against it. */
const STANDBY_MS = 5_000
const LIMIT_MS = 300_000

/** Many endpoints at once, from when the agent may write to the last address, against bare creation of the same Services. */
export async function agentConvergeBench(isSmoke: boolean): Promise<Figure[]> {
  const { AGENT_ENDPOINTS = 300, AGENT_ROUNDS = 3 } = process.env
  const [rounds, count] = isSmoke ? [1, 4] : [Number(AGENT_ROUNDS), Number(AGENT_ENDPOINTS)]
  const found = await unlessWithoutGo(async () => {
    const pairs: Pair[] = []
    for (let n = 0; n < rounds; n++) pairs.push(await pair(agentEndpoints(count), n))
    return pairs
  })
  return found === null ? [] : [figureOf(found, count)]
}

interface Run {
  /** Until the last Service was there. */
  readonly madeMs: number
  /** Until the last one had its address. */
  readonly ms: number
  /** What everybody wrote meanwhile. */
  readonly writes: string
}

interface Pair {
  readonly floor: Run
  readonly ours: Run
}

/** Each on a cluster of its own, since MetalLB slows down with what it has; which comes first changes. */
async function pair(endpoints: readonly AgentEndpoint[], n: number): Promise<Pair> {
  const onNew = (run: (bed: AgentBed) => Promise<Run>) => onAgentBed(endpoints.length, run)
  const runFloor = () => onNew((bed) => floorOf(bed, endpoints))
  const runOurs = () => onNew((bed) => oursOf(bed, endpoints))
  if (n % 2 === 0) return { floor: await runFloor(), ours: await runOurs() }
  const ours = await runOurs()
  return { ours, floor: await runFloor() }
}

async function floorOf(bed: AgentBed, endpoints: readonly AgentEndpoint[]): Promise<Run> {
  const { client } = bed
  await createNamespaces(client, endpoints)
  const drafts = endpoints.map((endpoint, n) => serviceDrafts(endpoint, nthAddress(n)))
  return timed(bed, {
    count: drafts.flatMap(keysOf).length,
    start: async () => undefined,
    work: () => eachOf(drafts, CONCURRENCY, (each) => createServices(client, each)),
  })
}

interface Work {
  /** How many Services there are at the end. */
  readonly count: number
  /** Resolves when the time begins. */
  readonly start: () => Promise<unknown>
  readonly work: () => Promise<unknown>
}

async function timed({ watch, cluster }: AgentBed, { count, start, work }: Work): Promise<Run> {
  const before = await countApiWrites(cluster)
  const made = watch.until(`${count} Services`, () => watch.count === count, LIMIT_MS)
  const all = watch.until(`${count} addresses`, () => watch.addresses.size === count, LIMIT_MS)
  await start()
  const startMs = performance.now()
  const [madeMs, allMs] = await Promise.all([made, all, work()])
  const writes = writesText(writesBetween(before, await countApiWrites(cluster)))
  return { madeMs: madeMs - startMs, ms: allMs - startMs, writes }
}

/** The agent stands by, knows everything and may not write, as one whose turn comes when another agent ends. */
async function oursOf(bed: AgentBed, endpoints: readonly AgentEndpoint[]): Promise<Run> {
  const { client, watch, chain } = bed
  await createNamespaces(client, endpoints)
  for (const { lease } of endpoints) chain.set(lease, 'active')
  const wishes = endpoints.flatMap((endpoint) => endpoint.wishes)
  await eachOf(wishes, CONCURRENCY, (wish) => client.create(providerLeasedIps, plipDraft(wish)))
  await holdLease(client)
  const agent = await bed.startAgent()
  await sleep(STANDBY_MS)
  const run = await timed(bed, {
    count: wishes.length + endpoints.length,
    async start() {
      await client.mergePatch(leases, { ...AGENT_LEASE, patch: { spec: { holderIdentity: null } } })
      await agent.untilLeads()
    },
    work: async () => undefined,
  })
  checkAddresses(watch, endpoints)
  return run
}

const createNamespaces = (client: KubeClient, endpoints: readonly AgentEndpoint[]) =>
  eachOf(endpoints, CONCURRENCY, ({ lease }) => client.create(namespaces, namespaceDraft(lease)))

const holdLease = (client: KubeClient) =>
  client.create(leases, {
    metadata: AGENT_LEASE,
    spec: { holderIdentity: 'bench', leaseDurationSeconds: 3_600, leaseTransitions: 1 },
  })

/** A figure counts only where each endpoint has one address, and none has another's. */
function checkAddresses(watch: ServiceWatch, endpoints: readonly AgentEndpoint[]): void {
  const taken = new Set<string>()
  for (const endpoint of endpoints) {
    const keys = keysOf(serviceDrafts(endpoint, nthAddress(0)))
    const [address, ...others] = new Set(keys.map((key) => watch.addresses.get(key)))
    if (address === undefined || others.length > 0 || taken.has(address))
      throw new TypeError(`${endpoint.sharingKey} is at ${[address, ...others].join(', ')}`)
    taken.add(address)
  }
}

function figureOf(pairs: readonly Pair[], endpoints: number): Figure {
  const seconds = (of: keyof Pair, what: 'madeMs' | 'ms') =>
    median(pairs.map((pair) => pair[of][what])) / 1000
  return {
    what: `${endpoints} endpoints of 3 ports to converge, against bare creation`,
    unit: '×',
    better: 'less',
    atLeast: 1.3,
    aim: 1.1,
    runs: pairs.map(({ floor, ours }) => ours.ms / floor.ms),
    notes: {
      Services: endpoints * 4,
      'floor s': seconds('floor', 'ms'),
      s: seconds('ours', 'ms'),
      'floor s until the last Service was made': seconds('floor', 'madeMs'),
      's until the last Service was made': seconds('ours', 'madeMs'),
      'writes of the floor': pairs[0]?.floor.writes ?? '',
      writes: pairs[0]?.ours.writes ?? '',
    },
  }
}
