import type { Clock } from '#platform/clock.ts'
import type { Obstacle } from './choice.ts'
import type { Endpoint } from './endpoint.ts'
import type { Health } from './health.ts'

/** One node as `/status` shows it. */
export interface EndpointStatus {
  /** host:port; paths, queries and passwords of the setting may be secrets. */
  readonly url: string
  /** Whether work goes there, and what is wrong where it does not. */
  readonly state: 'healthy' | 'lagging' | 'left out' | 'another chain' | 'unknown'
  /** Null where the node was never asked. */
  readonly chainIdOk: boolean | null
  readonly latestHeight: number | null
  readonly earliestHeight: number | null
  /** The lowest height whose state it may still have, as far as it was asked; null where it refused none. */
  readonly earliestStateHeight: number | null
  /** Blocks behind the best node. */
  readonly lag: number | null
  readonly lastError: string | null
  /** Since the start of the process. */
  readonly errors: number
  /** ISO time until which it is left out; null where it is not. */
  readonly cooldownUntil: string | null
  readonly latencyMs: number | null
}

/** A node that is further behind than this is called lagging; one block is a race. */
export const LAG_LIMIT = 2

/** `why`: what keeps work without heights from it; `best`: the highest height that any node announces. */
export function endpointStatus(
  { endpoint, health }: { endpoint: Endpoint; health: Health },
  { why, best }: { why: Obstacle | null; best: number | null },
  clock: Clock,
): EndpointStatus {
  const { status } = health
  const lag = status === null || best === null ? null : Math.max(0, best - status.latest.height)
  const coolingMs = health.cooldownUntilMs - clock.monotonicMs()
  return {
    url: endpoint.name,
    state: stateName(why, lag),
    chainIdOk: health.chainIdOk,
    latestHeight: status?.latest.height ?? null,
    earliestHeight: status === null ? null : Math.max(status.earliestHeight, health.blocksFrom),
    earliestStateHeight: health.stateFrom > 0 ? health.stateFrom : null,
    lag,
    lastError: health.lastError,
    errors: health.errors,
    cooldownUntil: coolingMs > 0 ? new Date(clock.now().getTime() + coolingMs).toISOString() : null,
    latencyMs: endpoint.latencyMs === null ? null : Math.round(endpoint.latencyMs * 10) / 10,
  }
}

function stateName(why: Obstacle | null, lag: number | null): EndpointStatus['state'] {
  if (why === 'chain') return 'another chain'
  if (why === 'cooldown') return 'left out'
  if (why === 'unasked') return 'unknown'
  return lag !== null && lag > LAG_LIMIT ? 'lagging' : 'healthy'
}
