import { afterEach, expect, it } from 'vitest'
import type { Promises } from '../scenario/checker/scenario-log.ts'
import { rangeOf } from '../scenario/dev-world.ts'
import { generate } from '../scenario/generator.ts'
import { handOver } from '../scenario/hand-over.ts'
import { startLeaseChain } from '../scenario/lease-chain.ts'
import { poolTrouble } from '../scenario/pool-trouble.ts'
import { startAgent } from '../scenario/start-agent.ts'
import type { Scenario } from '../scenario/steps.ts'
import { startStockOperator } from '../scenario/stock-operator.ts'
import { openCluster } from './bed.ts'
import { clusterWorld, installOverrides } from './cluster-world.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
}, 60_000)

const small = (seed: string, endpoints: number): Scenario =>
  generate(seed, {
    ...{ endpoints, migrated: 0, closed: 0, held: 0, vanished: 0, newcomers: 2, bystanders: 1 },
    ...{ betweenMs: 0, kills: { metallb: 0, apiserver: 0, operator: 0 } },
  })
const promises: Promises = { holdAfterCloseMs: 1_000, quarantineMs: 1_000, slackMs: 5_000 }

async function open({ seed, addresses }: Scenario) {
  const range = rangeOf(addresses + 4)
  const cluster = await openCluster({ metallb: '0.16.1', pools: [{ name: 'default', addresses: [range] }] })
  closing.push(cluster.stop)
  await installOverrides(cluster)
  const chain = await startLeaseChain(seed)
  closing.push(chain.close)
  return { cluster, chain, range }
}

it('the agent adopts what a stock operator left, and one that comes back finds its own again', async () => {
  const scenario = small('hand over', 24)
  const { cluster, chain } = await open(scenario)
  const { config } = cluster
  const { judgement, left, adopted, leftAgain, found } = await handOver({
    ...{ config, scenario, promises, setLease: chain.set },
    async startStock() {
      const operator = startStockOperator({ config, retryMs: 1_000 })
      closing.push(operator.kill)
      return { end: operator.kill }
    },
    async startAgent() {
      const { provider } = scenario
      const agent = await startAgent({ config, chain, provider, promises, vanishGraceMs: 2_000 })
      closing.push(agent.stop)
      return { end: agent.stop }
    },
  })
  expect(left).toHaveLength(72)
  expect(adopted).toEqual(left)
  expect(found).toEqual(leftAgain)
  expect(judgement.violations).toEqual([])
})

it('addresses in use leave their pool only behind the agent’s back, with an alarm, and come back the same', async () => {
  const scenario = small('pools', 24)
  const { cluster, chain, range } = await open(scenario)
  const { provider } = scenario
  const { config } = cluster
  const agent = await startAgent({ config, chain, provider, promises, vanishGraceMs: 2_000 })
  closing.push(agent.stop)
  const world = clusterWorld(cluster, chain.set, agent)
  const run = await poolTrouble({ world, agent, scenario, promises, range, otherRange: '203.0.113.0/29' })
  console.log(`refused: ${run.refused.text.trim()}\nthe alarm came after ${run.alarmAfterMs} ms`)
  expect(run.refused.code).toBe(1)
  expect(run.refused.text).toMatch(/198\.18\.0\.\d+ .*lease akash1\w+\/\d+\/1\/1\/akash1/s)
  expect(run.alarmAfterMs).toBeLessThan(60_000)
  // Strangers have no pin: MetalLB puts them elsewhere for good.
  const leased = (all: readonly string[]) => all.filter((each) => !each.startsWith('default/'))
  expect(leased(run.after)).toEqual(leased(run.before))
  const kinds = new Set(run.judgement.violations.map(({ kind }) => kind))
  // That nothing held them meanwhile is what the edit did; nobody else got them, and they did not change.
  expect(kinds).toEqual(new Set(['FOREIGN_TOUCHED', 'FREED']))
})
