import { afterEach, expect, it } from 'vitest'
import { countKinds } from './checker/violation.ts'
import { devWorld, openScenarioCluster } from './dev-world.ts'
import { generate, type Size } from './generator.ts'
import { startLeaseChain } from './lease-chain.ts'
import { runScenario } from './run-scenario.ts'
import { startAgent } from './start-agent.ts'

const size: Size = {
  ...{ endpoints: 30, migrated: 10, closed: 5, held: 2, vanished: 2, newcomers: 4, bystanders: 2 },
  betweenMs: 200,
  kills: { metallb: 1, apiserver: 1, operator: 1 },
}
const promises = { holdAfterCloseMs: 1_000, quarantineMs: 1_000, slackMs: 1_000 }

let close: () => Promise<void> = async () => undefined
afterEach(() => close())

it('the agent keeps every address while all of that happens', { timeout: 120_000 }, async () => {
  const scenario = generate('rough', size)
  const cluster = await openScenarioCluster(scenario)
  const chain = await startLeaseChain('rough')
  const agent = await startAgent({
    ...{ config: cluster.config, chain, provider: scenario.provider, promises },
    vanishGraceMs: 2_000,
  })
  close = async () => {
    await agent.stop()
    await chain.close()
    await cluster.stop()
  }
  const world = devWorld({ cluster, setLease: chain.set, served: agent })
  const judgement = await runScenario({ world, scenario, promises, lanesAtOnce: 4, patienceMs: 30_000 })
  const { violations, counts, portGapsMs } = judgement
  console.log('agent:', counts, countKinds(violations), 'port gaps, ms:', portGapsMs.join(' '))
  expect(violations).toEqual([])
})
