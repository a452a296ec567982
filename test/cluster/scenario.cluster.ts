import { afterEach, describe, expect, it } from 'vitest'
import { countKinds } from '../scenario/checker/violation.ts'
import { rangeOf } from '../scenario/dev-world.ts'
import { generate, type Size } from '../scenario/generator.ts'
import { startLeaseChain } from '../scenario/lease-chain.ts'
import { runScenario } from '../scenario/run-scenario.ts'
import { startAgent } from '../scenario/start-agent.ts'
import type { Scenario } from '../scenario/steps.ts'
import { startStockOperator } from '../scenario/stock-operator.ts'
import { type Cluster, openCluster } from './bed.ts'
import { clusterWorld, installOverrides } from './cluster-world.ts'

const size: Size = {
  endpoints: Number(process.env.SCENARIO_ENDPOINTS ?? 300),
  ...{ migrated: 100, closed: 50, held: 20, vanished: 5, newcomers: 20, bystanders: 2, betweenMs: 3_000 },
  kills: { metallb: 1, apiserver: 1, operator: 1 },
}
const SEED = 'three hundred'

/** What the facts say of a stock operator: it frees addresses, moves them, and forgets ports. */
const lost = {
  FREED: expect.any(Number),
  MOVED: expect.any(Number),
  SPLIT: expect.any(Number),
  PORT_STALE: expect.any(Number),
}

const quantiles = (sorted: readonly number[]) => ({
  count: sorted.length,
  p50: sorted[Math.floor(sorted.length * 0.5)],
  p95: sorted[Math.floor(sorted.length * 0.95)],
  most: sorted.at(-1),
})

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
}, 120_000)

async function clusterFor({ addresses }: Scenario): Promise<Cluster> {
  const pools = [{ name: 'default', addresses: [rangeOf(addresses + 16)] }]
  const cluster = await openCluster({ metallb: '0.16.1', controllerManager: true, pools })
  closing.push(cluster.stop)
  await installOverrides(cluster)
  return cluster
}

describe(`${size.endpoints} endpoints of 3 ports that change, move, end and are held while programs are killed`, () => {
  it('keep their addresses under the agent', { timeout: 600_000 }, async () => {
    const scenario = generate(SEED, size)
    const cluster = await clusterFor(scenario)
    const chain = await startLeaseChain(SEED)
    closing.push(chain.close)
    const promises = { holdAfterCloseMs: 10_000, quarantineMs: 10_000, slackMs: 5_000 }
    const agent = await startAgent({
      ...{ config: cluster.config, chain, provider: scenario.provider, promises },
      vanishGraceMs: 5_000,
    })
    closing.push(agent.stop)
    const world = clusterWorld(cluster, chain.set, agent)
    const cures: number[] = []
    // MetalLB forgets deletions that it hears of while it loads, and says for ever that their ports are in use: who sees
    // that restarts it. It must be at peace then, or it forgets more.
    const cure = async (stuck: number) => {
      cures.push(stuck)
      await world.kill('metallb')
    }
    const pace = { lanesAtOnce: 8, patienceMs: 90_000 }
    const { violations, counts, portGapsMs } = await runScenario({ world, scenario, promises, ...pace, cure })
    console.log('agent:', counts, countKinds(violations), { cures }, 'port gaps, ms:', quantiles(portGapsMs))
    expect(violations).toEqual([])
  })

  it('lose addresses under a stock operator', { timeout: 600_000 }, async () => {
    const scenario = generate(SEED, size)
    const cluster = await clusterFor(scenario)
    const start = () => startStockOperator({ config: cluster.config, retryMs: 3_000 })
    let operator = start()
    closing.push(() => operator.kill())
    const restart = async () => {
      await operator.kill()
      operator = start()
    }
    const promises = { holdAfterCloseMs: 0, quarantineMs: 0, slackMs: 5_000 }
    const world = clusterWorld(cluster, () => undefined, { restart })
    const judgement = await runScenario({ world, scenario, promises, lanesAtOnce: 8, patienceMs: 60_000 })
    const { violations, counts, portGapsMs } = judgement
    console.log('stock:', counts, countKinds(violations), 'port gaps, ms:', quantiles(portGapsMs))
    expect(countKinds(violations)).toMatchObject(lost)
  })
})
