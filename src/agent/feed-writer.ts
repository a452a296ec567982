import type { Clock } from '#platform/clock.ts'
import type { Agent } from './agent.ts'
import { Due } from './due.ts'
import type { ClusterView } from './model/cluster-view.ts'
import { observePool } from './observe/pool-observation.ts'
import type { ObservationFeed } from './rest/observation-feed.ts'
import { whenChanged } from './watch/reading.ts'

/** Readers are told that often that what they know is still so. */
const EVERY_MS = 15_000
/**
 * After a record comes a rest of so many times what it took beyond this: what changes meanwhile becomes one increment.
 * Milliseconds.
 */
const REST = 10
const SMALL_MS = 0.5

/** Tells the feed what the agent sees, until the returned function is called. Nothing is told while that may be old. */
export function keepFeed(agent: Pick<Agent, 'state' | 'onChange'>, feed: ObservationFeed, clock: Clock) {
  const due = new Due(clock)
  const stopping = new AbortController()
  const poolsOf = whenChanged((pools: ClusterView['pools'], services: ClusterView['services']) =>
    pools.map((pool) => observePool(pool, services)),
  )
  let earliestMs = Number.NEGATIVE_INFINITY
  const record = () => {
    const startMs = clock.monotonicMs()
    const { planned, fresh, view, verdicts, alarms, at } = agent.state()
    if (planned && fresh && view !== null)
      feed.record({ holdings: verdicts, alarms, pools: poolsOf(view.pools, view.services) }, at)
    const nowMs = clock.monotonicMs()
    earliestMs = nowMs + REST * Math.max(0, nowMs - startMs - SMALL_MS)
    due.want(nowMs + EVERY_MS)
  }
  due.want(clock.monotonicMs())
  const forget = agent.onChange(() => due.want(Math.max(clock.monotonicMs(), earliestMs)))
  const running = due.run(record, stopping.signal)
  return async () => {
    forget()
    stopping.abort()
    await running
  }
}
