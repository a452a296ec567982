import { setTimeout as sleep } from 'node:timers/promises'
import { namespaces, providerLeasedIps, services } from '#agent/kube/resource.ts'
import { type AgentBed, onAgentBed, unlessWithoutGo } from './agent-bed.ts'
import {
  type AgentEndpoint,
  agentEndpoint,
  asForeign,
  namespaceDraft,
  nthAddress,
  plipDraft,
  serviceDrafts,
} from './agent-endpoint.ts'
import { createServices, keysOf } from './agent-floor.ts'
import type { AgentProcess } from './agent-process.ts'
import { type Figure, median, percentile } from './measure.ts'
import { untilReported } from './until-reported.ts'

const ADDRESSES = 256
/** After what was before: the agent looks at everything some time after a change. */
const SETTLE_MS = 400

/** From the request for one ProviderLeasedIP to the agent's report of its open port, on a cluster that has nothing else. */
export async function agentLatencyBench(isSmoke: boolean): Promise<Figure[]> {
  const [blocks, rounds] = isSmoke ? [1, 3] : [3, 30]
  const found = await unlessWithoutGo(() => onAgentBed(ADDRESSES, (bed) => measure(bed, blocks, rounds)))
  return found === null ? [] : [figureOf(found, rounds)]
}

interface Took {
  readonly floorMs: number
  /** Until the watch showed the addresses. */
  readonly seenMs: number
  /** Until the agent said so too. */
  readonly oursMs: number
}

interface Block {
  readonly floorMs: readonly number[]
  readonly seenMs: readonly number[]
  readonly oursMs: readonly number[]
}

async function measure(bed: AgentBed, blocks: number, rounds: number): Promise<Block[]> {
  const agent = await bed.startAgent()
  await agent.untilLeads()
  const found: Block[] = []
  // The first of each pays for connections and for code that was never run.
  await round(bed, agent, 0)
  for (let block = 0; block < blocks; block++) {
    const took: Took[] = []
    for (let n = 0; n < rounds; n++) took.push(await round(bed, agent, 1 + block * rounds + n))
    const all = (of: keyof Took) => took.map((one) => one[of])
    found.push({ floorMs: all('floorMs'), seenMs: all('seenMs'), oursMs: all('oursMs') })
  }
  return found
}

async function round(bed: AgentBed, agent: AgentProcess, index: number): Promise<Took> {
  const endpoint = agentEndpoint(index, 1)
  await bed.client.create(namespaces, namespaceDraft(endpoint.lease))
  await sleep(SETTLE_MS)
  agent.pause()
  const floorMs = await floor(bed, endpoint)
  agent.resume()
  await sleep(SETTLE_MS)
  return { floorMs, ...(await ours(bed, agent, endpoint)) }
}

/** Bare creation by the same client. */
async function floor({ client, watch }: AgentBed, endpoint: AgentEndpoint): Promise<number> {
  const drafts = asForeign(serviceDrafts(endpoint, nthAddress(ADDRESSES - 1)))
  const keys = keysOf(drafts)
  const startMs = performance.now()
  const made = createServices(client, drafts)
  const endMs = await watch.until('the floor', () => keys.every((key) => watch.addresses.has(key)))
  for (const { metadata } of await made) {
    const { namespace = '', name, uid } = metadata
    await client.delete(services, { namespace, name, uid })
  }
  await watch.until('the end of the floor', () => watch.count === 0)
  return endMs - startMs
}

async function ours({ client, watch, chain }: AgentBed, { url }: AgentProcess, endpoint: AgentEndpoint) {
  const keys = keysOf(serviceDrafts(endpoint, nthAddress(0)))
  const [wish] = endpoint.wishes
  if (wish === undefined) throw new TypeError('an endpoint without a port')
  chain.set(endpoint.lease, 'active')
  const reported = untilReported(url, endpoint.sharingKey)
  const startMs = performance.now()
  const plip = client.create(providerLeasedIps, plipDraft(wish))
  const seen = watch.until('the agent', () => keys.every((key) => watch.addresses.has(key)))
  const [seenMs, reportedMs] = await Promise.all([seen, reported])
  chain.set(endpoint.lease, 'ended')
  const { namespace = '', name, uid } = (await plip).metadata
  await client.delete(providerLeasedIps, { namespace, name, uid })
  await watch.until('the release', () => watch.count === 0)
  return { seenMs: seenMs - startMs, oursMs: Math.max(seenMs, reportedMs) - startMs }
}

function figureOf(blocks: readonly Block[], rounds: number): Figure {
  const all = (of: keyof Block, share: number) =>
    percentile(
      blocks.flatMap((block) => block[of]),
      share,
    )
  return {
    what: 'wish to address reported, one endpoint, p50 against bare creation',
    unit: '×',
    better: 'less',
    atLeast: 1.5,
    aim: 1.2,
    runs: blocks.map(({ floorMs, oursMs }) => median(oursMs) / median(floorMs)),
    notes: {
      rounds,
      'floor p50 ms': all('floorMs', 0.5),
      'floor p95 ms': all('floorMs', 0.95),
      'p50 ms until its Services have it': all('seenMs', 0.5),
      'p50 ms': all('oursMs', 0.5),
      'p95 ms': all('oursMs', 0.95),
    },
  }
}
