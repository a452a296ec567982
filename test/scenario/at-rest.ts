import { setTimeout as sleep } from 'node:timers/promises'
import type { RunLog } from './run-log.ts'

/** Nothing more happens when it stayed so for this long. */
const QUIET_MS = 300
/** So much is told of what is not as it should be. */
const SHOWN = 5

/**
 * Waits until everything is as it should be in the end, for so long at most. Answers how much is not: somebody who
 * leaves things undone would be waited for in vain.
 */
export async function atRest(log: RunLog, patienceMs: number): Promise<number> {
  let restSinceMs: number | null = null
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await sleep(50)) {
    if (log.unrest().length > 0) restSinceMs = null
    else restSinceMs ??= performance.now()
    if (restSinceMs !== null && performance.now() - restSinceMs >= QUIET_MS) return 0
  }
  const unrest = log.unrest()
  for (const { kind, message } of unrest.slice(0, SHOWN)) console.log(`${kind}: ${message}`)
  return unrest.length
}
