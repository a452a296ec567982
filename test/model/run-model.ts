import type { plan } from '../../src/agent/plan/plan.ts'
import { Episode, type Verdict } from './episode.ts'

/** So long is the storm of an episode. */
export const STORM = 2_000

export interface ModelRun {
  readonly episodes: number
  readonly steps: number
  readonly counts: Verdict['counts']
  /** The first that failed; null: none. */
  readonly failed: Verdict | null
}

/** Episode after episode, until so many steps are taken or one fails. */
export function runModel(planner: typeof plan, { steps, seed }: { steps: number; seed: string }): ModelRun {
  const counts = { decisions: 0, writes: 0, promises: 0, releases: 0, moves: 0 }
  let taken = 0
  let episodes = 0
  while (taken < steps) {
    const verdict = new Episode(`${seed}${episodes}`, planner).run(STORM)
    episodes += 1
    taken += verdict.steps
    for (const name of ['decisions', 'writes', 'promises', 'releases', 'moves'] as const)
      counts[name] += verdict.counts[name]
    if (verdict.violations.length > 0) return { episodes, steps: taken, counts, failed: verdict }
  }
  return { episodes, steps: taken, counts, failed: null }
}
