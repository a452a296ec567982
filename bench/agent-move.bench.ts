import type { Service } from '#agent/kube/kube-objects.ts'
import type { Change } from '#agent/kube/object-cache.ts'
import { namespaces, providerLeasedIps } from '#agent/kube/resource.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { type AgentBed, onAgentBed, unlessWithoutGo } from './agent-bed.ts'
import { type AgentEndpoint, agentEndpoints, namespaceDraft, plipDraft, withDseq } from './agent-endpoint.ts'
import { eachOf } from './agent-floor.ts'
import { type Figure, percentile } from './measure.ts'
import { addressOf } from './service-watch.ts'

/** How long a port is at no lease when it moves, by the watch of the API: from the end of the old Service to the new one. */
export async function agentMoveBench(isSmoke: boolean): Promise<Figure[]> {
  const [endpoints, rounds] = isSmoke ? [2, 1] : [20, 8]
  const found = await unlessWithoutGo(() => onAgentBed(endpoints, (bed) => measure(bed, endpoints, rounds)))
  return found === null ? [] : [figureOf(found, endpoints)]
}

interface Gaps {
  readonly aloneMs: readonly number[]
  readonly togetherMs: readonly number[]
}

/** First one endpoint after the other, then all of them at once. */
async function measure(bed: AgentBed, count: number, rounds: number): Promise<Gaps> {
  let endpoints = agentEndpoints(count, 1)
  const agent = await bed.startAgent()
  await agent.untilLeads()
  await eachOf(endpoints, count, (endpoint) => open(bed, endpoint))
  await bed.watch.until('the first addresses', () => bed.watch.addresses.size === 2 * count)
  const [aloneMs, togetherMs]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const dseq = BigInt(round + 2) * 100_000n
    const next = endpoints.map((endpoint, n) => withDseq(endpoint, dseq + BigInt(n)))
    for (const { lease } of next) await openLease(bed, lease)
    // Half of the rounds, the other half.
    const gaps = round % 2 === 0 ? aloneMs : togetherMs
    const move = async (n: number) => gaps.push(await moved(bed, endpoints[n], next[n]))
    await eachOf([...endpoints.keys()], round % 2 === 0 ? 1 : count, move)
    endpoints = next
  }
  return { aloneMs, togetherMs }
}

async function open(bed: AgentBed, endpoint: AgentEndpoint): Promise<void> {
  await openLease(bed, endpoint.lease)
  for (const wish of endpoint.wishes) await bed.client.create(providerLeasedIps, plipDraft(wish))
}

async function openLease({ client, chain }: AgentBed, lease: AgentEndpoint['lease']): Promise<void> {
  chain.set(lease, 'active')
  await client.create(namespaces, namespaceDraft(lease))
}

/** Rewrites the ProviderLeasedIP as the stock provider does, and listens. */
async function moved({ client, watch }: AgentBed, from?: AgentEndpoint, to?: AgentEndpoint): Promise<number> {
  const [wish] = to?.wishes ?? []
  if (from === undefined || to === undefined || wish === undefined) throw new TypeError('nothing to move')
  const [old, young] = [leaseNamespace(from.lease), leaseNamespace(to.lease)]
  let goneMs = Number.NaN
  let openMs = Number.NaN
  const stop = watch.onChange((change, atMs) => {
    const { namespace } = change.object.metadata
    if (namespace === old && change.type === 'deleted') goneMs = atMs
    if (namespace === young && Number.isNaN(openMs) && isOpen(change, wish.externalPort)) openMs = atMs
  })
  const draft = plipDraft(wish)
  const { namespace = '', name, labels = {} } = draft.metadata
  const patch = { metadata: { labels }, spec: draft.spec ?? {} }
  await client.mergePatch(providerLeasedIps, { namespace, name, patch })
  await watch.until('the move', () => !Number.isNaN(openMs) && !Number.isNaN(goneMs))
  stop()
  return openMs - goneMs
}

/** With its real number and with its address. */
const isOpen = ({ type, object }: Change<Service>, port: number) =>
  type !== 'deleted' && addressOf(object) !== null && object.spec.ports?.[0]?.port === port

function figureOf({ aloneMs, togetherMs }: Gaps, endpoints: number): Figure {
  return {
    what: 'port at no lease while it moves, p95',
    unit: 'ms',
    better: 'less',
    atLeast: 60,
    aim: 30,
    runs: [percentile(aloneMs, 0.95)],
    notes: {
      moves: aloneMs.length,
      'p50 ms': percentile(aloneMs, 0.5),
      'max ms': Math.max(...aloneMs),
      [`p95 ms of ${endpoints} at once`]: percentile(togetherMs, 0.95),
    },
  }
}
