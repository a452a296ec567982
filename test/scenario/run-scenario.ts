import { openKubeApi } from '../contract/kube-api.ts'
import { atRest } from './at-rest.ts'
import { type Judgement, judge } from './checker/judge.ts'
import type { Promises } from './checker/scenario-log.ts'
import { play } from './driver.ts'
import { Provider } from './provider.ts'
import { startRecorder } from './recorder.ts'
import { RunLog } from './run-log.ts'
import type { Scenario } from './steps.ts'
import type { World } from './world.ts'

export interface RunOptions {
  readonly world: World
  readonly scenario: Scenario
  readonly promises: Promises
  /** Lanes that go on at the same time. */
  readonly lanesAtOnce: number
  /** After each phase it is waited so long for rest, at most; milliseconds. */
  readonly patienceMs: number
  /** What an operator does when so much does not come to rest. Then it is waited once more. */
  readonly cure?: (left: number) => Promise<void>
}

/** Plays a scenario from its beginning to its end, and judges what the API server saw. */
export async function runScenario(options: RunOptions): Promise<Judgement> {
  const { world, scenario, promises, lanesAtOnce, patienceMs } = options
  const kube = openKubeApi(world.config)
  const log = new RunLog(promises, Date.now)
  const recorder = await startRecorder(kube, (change, revision) => log.note(change, revision))
  // Longer than any run.
  const holdUntilMs = Date.now() + 3_600_000
  try {
    for (const phase of scenario.phases) {
      const startedMs = performance.now()
      await play(phase, { world, provider: new Provider(kube), log, lanesAtOnce, holdUntilMs })
      let left = await atRest(log, patienceMs)
      if (left > 0 && options.cure !== undefined) {
        await options.cure(left)
        left = await atRest(log, patienceMs)
      }
      console.log(`${phase.name}: ${Math.round(performance.now() - startedMs)} ms, ${left} unrest`)
    }
    await recorder.caughtUp()
    console.log(`the watch was taken up from the past ${recorder.gaps()} times`)
    return judge(log.finish())
  } finally {
    await recorder.stop()
    await kube.close()
  }
}
