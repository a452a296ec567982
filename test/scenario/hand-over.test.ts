import { afterEach, expect, it } from 'vitest'
import { openScenarioCluster } from './dev-world.ts'
import { generate } from './generator.ts'
import { handOver } from './hand-over.ts'
import { startLeaseChain } from './lease-chain.ts'
import { startAgent } from './start-agent.ts'
import { startStockOperator } from './stock-operator.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

it('the agent adopts what a stock operator left, and one that comes back finds its own again', {
  timeout: 120_000,
}, async () => {
  const scenario = generate('hand over', {
    ...{ endpoints: 12, migrated: 0, closed: 0, held: 0, vanished: 0, newcomers: 2, bystanders: 1 },
    ...{ betweenMs: 0, kills: { metallb: 0, apiserver: 0, operator: 0 } },
  })
  const cluster = await openScenarioCluster(scenario)
  closing.push(cluster.stop)
  const chain = await startLeaseChain('hand over')
  closing.push(chain.close)
  const { config } = cluster
  const promises = { holdAfterCloseMs: 1_000, quarantineMs: 1_000, slackMs: 1_000 }
  const { judgement, left, adopted, leftAgain, found } = await handOver({
    ...{ config, scenario, promises, setLease: chain.set },
    async startStock() {
      const operator = startStockOperator({ config, retryMs: 100 })
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
  expect(adopted).toEqual(left)
  expect(found).toEqual(leftAgain)
  expect(judgement.violations).toEqual([])
  expect(judgement.counts).toMatchObject({ endpoints: 13, addresses: 14 })
})
