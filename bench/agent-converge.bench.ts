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
import { type Figure, median } from './measure.ts'
import type { ServiceWatch } from './service-watch.ts'

/** As many endpoints as the agent has under way at once. */
const CONCURRENCY = 24
/** For it to read everything; what it does not know by then counts against it. */
const STANDBY_MS = 5_000
const LIMIT_MS = 300_000

/** Many endpoints at once, from when the agent may write to the last address, against bare creation of the same Services. */
export async function agentConvergeBench(isSmoke: boolean): Promise<Figure[]> {
  const [rounds, count] = isSmoke ? [1, 4] : [3, Number(process.env.AGENT_ENDPOINTS ?? 300)]
  const found = await unlessWithoutGo(async () => {
    const pairs: Pair[] = []
    for (let n = 0; n < rounds; n++) pairs.push(await pair(agentEndpoints(count), n))
    return pairs
  })
  return found === null ? [] : [figureOf(found, count)]
}

interface Pair {
  readonly floorMs: number
  readonly oursMs: number
}

/** Each on a cluster of its own, since MetalLB slows down with what it has; which comes first changes. */
async function pair(endpoints: readonly AgentEndpoint[], n: number): Promise<Pair> {
  const onNew = (run: (bed: AgentBed) => Promise<number>) => onAgentBed(endpoints.length, run)
  const runFloor = () => onNew((bed) => floor(bed, endpoints))
  const runOurs = () => onNew((bed) => ours(bed, endpoints))
  if (n % 2 === 0) return { floorMs: await runFloor(), oursMs: await runOurs() }
  const oursMs = await runOurs()
  return { oursMs, floorMs: await runFloor() }
}

async function floor({ client, watch }: AgentBed, endpoints: readonly AgentEndpoint[]): Promise<number> {
  await createNamespaces(client, endpoints)
  const drafts = endpoints.map((endpoint, n) => serviceDrafts(endpoint, nthAddress(n)))
  const startMs = performance.now()
  const made = eachOf(drafts, CONCURRENCY, (each) => createServices(client, each))
  const endMs = await untilAll(watch, drafts.flatMap(keysOf).length)
  await made
  return endMs - startMs
}

/** The agent stands by, knows everything and may not write, as one whose turn comes when another agent ends. */
async function ours(bed: AgentBed, endpoints: readonly AgentEndpoint[]): Promise<number> {
  const { client, watch, chain } = bed
  await createNamespaces(client, endpoints)
  for (const { lease } of endpoints) chain.set(lease, 'active')
  const wishes = endpoints.flatMap((endpoint) => endpoint.wishes)
  await eachOf(wishes, CONCURRENCY, (wish) => client.create(providerLeasedIps, plipDraft(wish)))
  await holdLease(client)
  const agent = await bed.startAgent()
  await sleep(STANDBY_MS)
  await client.mergePatch(leases, { ...AGENT_LEASE, patch: { spec: { holderIdentity: null } } })
  await agent.untilLeads()
  const startMs = performance.now()
  const endMs = await untilAll(watch, wishes.length + endpoints.length)
  checkAddresses(watch, endpoints)
  return endMs - startMs
}

const createNamespaces = (client: KubeClient, endpoints: readonly AgentEndpoint[]) =>
  eachOf(endpoints, CONCURRENCY, ({ lease }) => client.create(namespaces, namespaceDraft(lease)))

const holdLease = (client: KubeClient) =>
  client.create(leases, {
    metadata: AGENT_LEASE,
    spec: { holderIdentity: 'bench', leaseDurationSeconds: 3_600, leaseTransitions: 1 },
  })

const untilAll = (watch: ServiceWatch, count: number) =>
  watch.until(`${count} addresses`, () => watch.addresses.size === count, LIMIT_MS)

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
  return {
    what: `${endpoints} endpoints of 3 ports to converge, against bare creation`,
    unit: '×',
    better: 'less',
    atLeast: 1.3,
    aim: 1.1,
    runs: pairs.map(({ floorMs, oursMs }) => oursMs / floorMs),
    notes: {
      Services: endpoints * 4,
      'floor s': median(pairs.map(({ floorMs }) => floorMs)) / 1000,
      s: median(pairs.map(({ oursMs }) => oursMs)) / 1000,
    },
  }
}
