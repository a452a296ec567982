import { describe, expect, it } from 'vitest'
import { plan } from '../../src/agent/plan/plan.ts'
import { Episode } from './episode.ts'
import { runModel, STORM } from './run-model.ts'

/** Small on every run; CI takes a million (MODEL_STEPS), one half in each of two files, which run side by side. */
const steps = Number(process.env.MODEL_STEPS ?? 16_000) / 2
const replayed = process.env.MODEL_SEED ?? ''

/** Runs the episodes of one family of seeds, or the one that MODEL_SEED names. */
export function modelSuite(family: string): void {
  describe(`the plan against a model of MetalLB (${family})`, () => {
    it.runIf(replayed === '')(
      `allots, moves, holds and releases for ${steps} steps without a fault`,
      { timeout: 600_000 },
      () => {
        const { failed, ...run } = runModel(plan, { steps, seed: `${family}-` })
        console.log(`model of MetalLB, ${family}: ${JSON.stringify(run)}`)
        const replay = failed === null ? '' : `MODEL_SEED=${failed.seed} npx vitest run test/model -t allots`
        expect({ replay, violations: failed?.violations ?? [] }).toEqual({ replay: '', violations: [] })
      },
    )

    it.runIf(replayed.startsWith(`${family}-`))(
      `allots in the episode ${replayed}, told step by step`,
      () => {
        expect(new Episode(replayed, plan, console.log).run(STORM).violations).toEqual([])
      },
    )
  })
}
