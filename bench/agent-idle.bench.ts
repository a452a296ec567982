import { setTimeout as sleep } from 'node:timers/promises'
import { namespaces, providerLeasedIps } from '#agent/kube/resource.ts'
import { type AgentBed, onAgentBed, unlessWithoutGo } from './agent-bed.ts'
import { agentEndpoints, namespaceDraft, plipDraft } from './agent-endpoint.ts'
import { eachOf } from './agent-floor.ts'
import type { AgentProcess } from './agent-process.ts'
import { type ApiWrites, countApiWrites, sumOf, writesBetween, writesText } from './api-writes.ts'
import { type Figure, median } from './measure.ts'

const CONCURRENCY = 16
const LIMIT_MS = 900_000
/** As the agent's loop has it: everything is planned anew that often. */
const RESYNC_SECONDS = 30

interface Size {
  readonly endpoints: number
  /** Of one look at a process that has nothing to do. */
  readonly seconds: number
  readonly looks: number
}

/** What an agent takes that has done its work, and what it writes then: memory, CPU, and writes of a resync. */
export async function agentIdleBench(isSmoke: boolean): Promise<Figure[]> {
  const size = isSmoke
    ? { endpoints: 3, seconds: 3, looks: 1 }
    : { endpoints: Number(process.env.AGENT_ENDPOINTS ?? 1_000), seconds: 60, looks: 3 }
  const found = await unlessWithoutGo(() => onAgentBed(size.endpoints, (bed) => measure(bed, size)))
  return found === null ? [] : figuresOf(found, size)
}

interface Idle {
  readonly looks: readonly Look[]
  /** What MetalLB and the agent wrote meanwhile. */
  readonly writes: ApiWrites
  /** What another agent wrote that found everything done. */
  readonly restarted: ApiWrites
  readonly peakMb: number
}

interface Look {
  readonly residentMb: number
  readonly cpuPercent: number
}

async function measure(bed: AgentBed, { endpoints: count, seconds, looks }: Size): Promise<Idle> {
  const agent = await bed.startAgent()
  await agent.untilLeads()
  await fill(bed, count)
  const peakMb = agent.residentMb()
  await untilQuiet(bed)
  const before = await countApiWrites(bed.cluster)
  const found: Look[] = []
  for (let n = 0; n < looks; n++) found.push(await look(agent, seconds))
  const writes = writesBetween(before, await countApiWrites(bed.cluster))
  return { looks: found, writes, peakMb, restarted: await restart(bed, agent, seconds) }
}

async function fill({ client, watch, chain }: AgentBed, count: number): Promise<void> {
  const endpoints = agentEndpoints(count)
  await eachOf(endpoints, CONCURRENCY, async ({ lease, wishes }) => {
    chain.set(lease, 'active')
    await client.create(namespaces, namespaceDraft(lease))
    for (const wish of wishes) await client.create(providerLeasedIps, plipDraft(wish))
  })
  await watch.until('all addresses', () => watch.addresses.size === 4 * count, LIMIT_MS)
}

/** MetalLB looks at all that it has for a while after the last Service, and the agent tells tenants what they have. */
async function untilQuiet({ cluster }: AgentBed): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const before = await countApiWrites(cluster)
    await sleep(5_000)
    if (sumOf(writesBetween(before, await countApiWrites(cluster))) === 0) return
  }
  throw new TypeError('somebody still writes after five minutes')
}

async function look(agent: AgentProcess, seconds: number): Promise<Look> {
  const [startMs, startCpu] = [performance.now(), agent.cpuSeconds()]
  const resident: number[] = []
  while (performance.now() - startMs < seconds * 1000) {
    await sleep(500)
    resident.push(agent.residentMb())
  }
  const took = (performance.now() - startMs) / 1000
  return { residentMb: median(resident), cpuPercent: ((agent.cpuSeconds() - startCpu) / took) * 100 }
}

async function restart(bed: AgentBed, agent: AgentProcess, seconds: number): Promise<ApiWrites> {
  await agent.stop()
  const before = await countApiWrites(bed.cluster)
  const next = await bed.startAgent()
  await next.untilLeads()
  await sleep(seconds * 500)
  return writesBetween(before, await countApiWrites(bed.cluster))
}

function figuresOf({ looks, writes, restarted, peakMb }: Idle, { endpoints, seconds, looks: times }: Size) {
  const better = 'less' as const
  const size = { endpoints, Services: 4 * endpoints, 'seconds of a look': seconds }
  const resyncs = Math.max(1, Math.floor((seconds * times) / RESYNC_SECONDS))
  return [
    {
      ...{ what: `agent's memory with ${endpoints} endpoints`, unit: 'MB', better, atLeast: 200, aim: 120 },
      runs: looks.map(({ residentMb }) => residentMb),
      notes: { ...size, 'MB at the end of the work': peakMb },
    },
    {
      ...{ what: "agent's CPU when nothing happens", unit: '%', better, atLeast: 2, aim: 0.5 },
      runs: looks.map(({ cpuPercent }) => cpuPercent),
      notes: size,
    },
    {
      ...{ what: 'API writes per unchanged resync', unit: 'writes', better, atLeast: 0, aim: 0 },
      runs: [sumOf(writes) / resyncs],
      notes: { ...size, resyncs, all: writesText(writes), 'of a restarted agent': writesText(restarted) },
    },
  ]
}
