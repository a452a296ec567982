import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { leases } from '#devnet/cluster/api/kind.ts'
import type { KubeRequest } from '#devnet/cluster/http/kube-request.ts'
import { type AgentProcesses, openAgentProcesses } from './agent-processes.ts'
import { destructions } from './destructions.ts'
import type { IndexerProcess } from './indexer-process.ts'

/** A write that reached the API server from a process while another one had the Lease. */
interface LateWrite {
  readonly by: string
  readonly what: string
  readonly holder: string
}

/** Two agents, and what they write while they do not lead. */
class Pair {
  readonly late: LateWrite[] = []
  readonly #processes: AgentProcesses
  readonly #agents = new Map<string, IndexerProcess>()
  /** Who is who in the Lease. */
  readonly #identities = new Map<string, string>()

  constructor(processes: AgentProcesses) {
    this.#processes = processes
  }

  async start(name: string): Promise<void> {
    this.#agents.set(name, await this.#processes.start({}, (request) => this.#hear(name, request)))
  }

  send(name: string, signal: NodeJS.Signals): void {
    this.#agents.get(name)?.send(signal)
  }

  /** The name of who has the Lease; null: nobody. */
  leader(): string | null {
    const holder = this.#holder()
    return [...this.#identities].find(([, identity]) => identity === holder)?.[0] ?? null
  }

  #holder(): string {
    const lease = this.#processes.cluster.api.store.get(leases, 'ipgw-agent/ipgw-agent')
    return String(lease?.spec?.holderIdentity ?? '')
  }

  #hear(name: string, { verb, kind, body }: KubeRequest): void {
    if (verb === 'get' || verb === 'list' || verb === 'watch') return
    if (kind === leases) {
      const identity = holderIn(body)
      if (identity !== '') this.#identities.set(name, identity)
      return
    }
    const holder = this.#holder()
    if (holder !== this.#identities.get(name))
      this.late.push({ by: name, what: `${verb} ${kind.resource}`, holder })
  }
}

/** Who is to hold the Lease after a write to it; "" where that does not say. */
function holderIn(body: unknown): string {
  const text = JSON.stringify(body ?? {})
  return /"holderIdentity":"([^"]+)"/.exec(text)?.[1] ?? ''
}

describe('two agents at once', () => {
  let processes: AgentProcesses
  let pair: Pair
  beforeAll(async () => {
    processes = await openAgentProcesses('leaders')
    pair = new Pair(processes)
    await pair.start('first')
    await vi.waitUntil(() => pair.leader() === 'first', { timeout: 50_000 })
    await pair.start('second')
  }, 60_000)
  afterAll(() => processes.close())

  it('one that was frozen while it led writes nothing after another took over', async () => {
    const { run, story, cluster } = processes
    // In the middle of its work: some requests are under way, most are still to come.
    const playing = run.play(story.before)
    const services = () => cluster.log().filter(({ kind }) => kind.resource === 'services').length
    await expect.poll(services, { timeout: 20_000, interval: 1 }).toBeGreaterThan(15)
    pair.send('first', 'SIGSTOP')
    await playing
    await expect.poll(() => pair.leader(), { timeout: 40_000 }).toBe('second')
    expect((await run.rest()).unrest).toEqual([])
    const during = run.play(story.during)
    pair.send('first', 'SIGCONT')
    await during
    expect((await run.rest()).unrest).toEqual([])
    expect(pair.leader()).toBe('second')
    expect(pair.late).toEqual([])
  }, 180_000)

  it('one that ends in order is followed at once, and nothing has changed hands', async () => {
    const { run, story, cluster } = processes
    const startedMs = performance.now()
    pair.send('second', 'SIGTERM')
    await expect.poll(() => pair.leader(), { timeout: 30_000 }).toBe('first')
    // Without giving it back the Lease would have been the second's for 15 s.
    expect(performance.now() - startedMs).toBeLessThan(12_000)
    await run.play(story.after)
    expect((await run.rest()).unrest).toEqual([])
    await sleep(1_000)
    const { judgement, last } = await run.judge()
    expect(judgement.violations).toEqual([])
    expect(last).toEqual([])
    expect(destructions(cluster.log())).toEqual([])
    expect(pair.late).toEqual([])
  }, 240_000)
})
