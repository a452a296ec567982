import { describe, expect, it } from 'vitest'
import { plan } from '../../src/agent/plan/plan.ts'
import { Episode } from './episode.ts'
import { runModel, STORM } from './run-model.ts'

/** Small on every run; CI takes a million (MODEL_STEPS). */
const steps = Number(process.env.MODEL_STEPS ?? 20_000)
const seed = process.env.MODEL_SEED

describe('the plan against a model of MetalLB', () => {
  it.runIf(seed === undefined)(
    `allots, moves, holds and releases for ${steps} steps without a fault`,
    { timeout: 600_000 },
    () => {
      const run = runModel(plan, { steps, seed: 'model-' })
      const { failed, ...counts } = run
      console.log(`model of MetalLB: ${JSON.stringify(counts)}`)
      const replay = failed === null ? '' : `MODEL_SEED=${failed.seed} npx vitest run test/model -t allots`
      expect({ replay, violations: failed?.violations ?? [] }).toEqual({ replay: '', violations: [] })
    },
  )

  it.runIf(seed !== undefined)(`allots in the episode of the seed ${seed}, told step by step`, () => {
    const { violations } = new Episode(seed ?? '', plan, console.log).run(STORM)
    expect(violations).toEqual([])
  })
})
