import { afterEach, describe, expect, it } from 'vitest'
import { countKinds } from '../scenario/checker/violation.ts'
import { rangeOf } from '../scenario/dev-world.ts'
import { generate, type Size } from '../scenario/generator.ts'
import { runScenario } from '../scenario/run-scenario.ts'
import { startStockOperator } from '../scenario/stock-operator.ts'
import { openCluster } from './bed.ts'
import { clusterWorld, installOverrides } from './cluster-world.ts'

const size: Size = {
  endpoints: Number(process.env.SCENARIO_ENDPOINTS ?? 300),
  ...{ migrated: 100, closed: 50, held: 20, vanished: 5, newcomers: 20, bystanders: 2, betweenMs: 3_000 },
  kills: { metallb: 2, apiserver: 2, operator: 2 },
}

let close: () => Promise<void> = async () => undefined
afterEach(() => close(), 120_000)

describe('300 endpoints of 3 ports', () => {
  it('lose addresses under a stock operator', { timeout: 600_000 }, async () => {
    const scenario = generate('300', size)
    const pools = [{ name: 'default', addresses: [rangeOf(scenario.addresses + 16)] }]
    const cluster = await openCluster({ metallb: '0.16.1', controllerManager: true, pools })
    close = cluster.stop
    await installOverrides(cluster)
    const start = () => startStockOperator({ config: cluster.config, retryMs: 3_000 })
    let operator = start()
    const restart = async () => {
      await operator.kill()
      operator = start()
    }
    close = async () => {
      await operator.kill()
      await cluster.stop()
    }
    const promises = { holdAfterCloseMs: 0, quarantineMs: 0, slackMs: 5_000 }
    const world = clusterWorld(cluster, () => undefined, { restart })
    const judgement = await runScenario({ world, scenario, promises, lanesAtOnce: 8, patienceMs: 60_000 })
    const { violations, counts, portGapsMs } = judgement
    console.log('stock:', counts, countKinds(violations), portGapsMs.length, portGapsMs.at(-1))
    expect(violations).not.toEqual([])
  })
})
