import { afterEach, expect, it } from 'vitest'
import { devWorld, openScenarioCluster, rangeOf } from './dev-world.ts'
import { generate } from './generator.ts'
import { startLeaseChain } from './lease-chain.ts'
import { poolTrouble } from './pool-trouble.ts'
import { startAgent } from './start-agent.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

it('addresses in use leave their pool only behind the agent’s back, with an alarm, and come back the same', {
  timeout: 120_000,
}, async () => {
  const scenario = generate('pools', {
    ...{ endpoints: 8, migrated: 0, closed: 0, held: 0, vanished: 0, newcomers: 0, bystanders: 0 },
    ...{ betweenMs: 0, kills: { metallb: 0, apiserver: 0, operator: 0 } },
  })
  const cluster = await openScenarioCluster(scenario)
  closing.push(cluster.stop)
  const chain = await startLeaseChain('pools')
  closing.push(chain.close)
  const { config } = cluster
  const { provider, addresses } = scenario
  const promises = { holdAfterCloseMs: 1_000, quarantineMs: 1_000, slackMs: 1_000 }
  const agent = await startAgent({ config, chain, provider, promises, vanishGraceMs: 2_000 })
  closing.push(agent.stop)
  const world = devWorld({ cluster, setLease: chain.set, served: agent })
  const range = rangeOf(addresses + 4)
  const run = await poolTrouble({ world, agent, scenario, promises, range, otherRange: '203.0.113.0/29' })
  expect(run.refused.code).toBe(1)
  expect(run.refused.text).toMatch(/198\.18\.0\.\d+ .*lease akash1\w+\/\d+\/1\/1\/akash1/s)
  expect(run.alarmAfterMs).toBeLessThan(60_000)
  expect(run.after.filter((each) => !each.startsWith('default/newcomer'))).toEqual(run.before)
  const kinds = new Set(run.judgement.violations.map(({ kind }) => kind))
  // That nothing held them meanwhile is what the edit did; nobody else got them, and they did not change.
  expect(kinds).toEqual(new Set(['FREED']))
})
