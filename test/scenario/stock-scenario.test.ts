import { afterEach, expect, it } from 'vitest'
import type { Judgement } from './checker/judge.ts'
import { countKinds } from './checker/violation.ts'
import { devWorld, openScenarioCluster } from './dev-world.ts'
import { generate, type Size } from './generator.ts'
import { runScenario } from './run-scenario.ts'
import { type StockOperator, startStockOperator } from './stock-operator.ts'

const calm: Size = {
  endpoints: 30,
  ...{ migrated: 0, closed: 0, held: 0, vanished: 0, newcomers: 4, bystanders: 2, betweenMs: 200 },
  kills: { metallb: 2, apiserver: 0, operator: 0 },
}
const rough: Size = {
  ...calm,
  ...{ migrated: 10, closed: 5, held: 2, vanished: 2 },
  kills: { metallb: 1, apiserver: 1, operator: 1 },
}
/** A stock operator promises nothing. */
const promises = { holdAfterCloseMs: 0, quarantineMs: 0, slackMs: 1_000 }

let close: () => Promise<void> = async () => undefined
afterEach(() => close())

async function underStock(seed: string, size: Size): Promise<Judgement> {
  const scenario = generate(seed, size)
  const cluster = await openScenarioCluster(scenario)
  const start = (): StockOperator => startStockOperator({ config: cluster.config, retryMs: 100 })
  let operator = start()
  const restart = async () => {
    await operator.kill()
    operator = start()
  }
  close = async () => {
    await operator.kill()
    await cluster.stop()
  }
  const world = devWorld({ cluster, setLease: () => undefined, served: { restart } })
  return runScenario({ world, scenario, promises, lanesAtOnce: 4, patienceMs: 2_000 })
}

it('a stock operator serves leases that open and change, with MetalLB killed', async () => {
  const { violations, counts } = await underStock('calm', calm)
  expect(violations).toEqual([])
  expect(counts).toMatchObject({ endpoints: 34, addresses: 36, kills: 4 })
})

it('a stock operator loses addresses and ports when they move, and the checker sees it', async () => {
  const { violations, counts } = await underStock('rough', rough)
  const seen = countKinds(violations)
  console.log('stock:', counts, seen)
  expect(seen).toMatchObject({
    FREED: expect.any(Number),
    SPLIT: expect.any(Number),
    PORT_NOT_OPEN: expect.any(Number),
    PORT_STALE: expect.any(Number),
  })
  expect((seen.MOVED ?? 0) + (seen.TAKEN ?? 0)).toBeGreaterThan(0)
  for (const kind of ['LOG_BROKEN', 'TWO_OWNERS', 'FOREIGN_TOUCHED'] as const)
    expect(seen[kind]).toBeUndefined()
})
