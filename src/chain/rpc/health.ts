import type { Failure } from '#domain/failure.ts'
import { backoffMs, type Random } from '#platform/backoff.ts'

/** The newest block that a node announces. */
export interface Announced {
  readonly height: number
  readonly hash: string
  readonly time: Date
}

/** What `status` of a node says of it. */
export interface NodeStatus {
  readonly chainId: string
  readonly latest: Announced
  /** The lowest block that it still has. */
  readonly earliestHeight: number
}

/** What we know of one node. Times are milliseconds of the monotonic clock. */
export interface Health {
  /** Null until it was asked since its last failure: it is not used before. */
  readonly status: NodeStatus | null
  readonly askedMs: number
  /** Null until it was ever asked. */
  readonly chainIdOk: boolean | null
  /** Below this height its blocks are known to be pruned, whatever its status says. */
  readonly blocksFrom: number
  /** Below this height its state is known to be pruned. */
  readonly stateFrom: number
  /** When either of the two was learned. */
  readonly prunedMs: number
  readonly errors: number
  readonly errorsInRow: number
  readonly lastError: string | null
  readonly cooldownUntilMs: number
}

export const unknownHealth: Health = {
  status: null,
  askedMs: Number.NEGATIVE_INFINITY,
  chainIdOk: null,
  blocksFrom: 0,
  stateFrom: 0,
  prunedMs: Number.NEGATIVE_INFINITY,
  errors: 0,
  errorsInRow: 0,
  lastError: null,
  cooldownUntilMs: Number.NEGATIVE_INFINITY,
}

/** A single node is tried again soon; one that stays ill is asked every half minute. */
const COOLDOWN = { baseMs: 500, capMs: 30_000 }
/** A node of another chain, and one that was caught lying, do not change by themselves. */
const DISTRUST_MS = 60_000
/** A node may be given its blocks back, and behind one address may stand several: what it lacked is asked for again. */
const PRUNED_MS = 60_000
/** Never shorter than half of the drawn range, or an ill node would be asked again at once. */
const half =
  (random: Random): Random =>
  () =>
    0.5 + random() / 2

/** The node failed: it is left out for a while and asked for its status before it is used again. */
export function afterFailure(
  health: Health,
  failure: Failure,
  at: { nowMs: number; random: Random },
): Health {
  const errorsInRow = health.errorsInRow + 1
  const pauseMs = backoffMs(errorsInRow, COOLDOWN, half(at.random))
  const otherChain = failure.code === 'CHAIN_ID_MISMATCH'
  const hintMs = Number(failure.values.retryAfterMs ?? 0)
  return {
    ...health,
    status: null,
    chainIdOk: otherChain ? false : health.chainIdOk,
    errors: health.errors + 1,
    errorsInRow,
    lastError: `${failure.code}: ${failure.message}`,
    cooldownUntilMs:
      at.nowMs + Math.max(pauseMs, hintMs, otherChain || failure.values.lied ? DISTRUST_MS : 0),
  }
}

export function afterStatus(health: Health, status: NodeStatus, nowMs: number): Health {
  const isOld = nowMs - health.prunedMs > PRUNED_MS
  const kept = isOld ? { blocksFrom: 0, stateFrom: 0 } : {}
  return { ...health, ...kept, status, askedMs: nowMs, chainIdOk: true }
}

/** It did what was asked of it: earlier errors no longer count against it. */
export const afterWork = (health: Health): Health =>
  health.errorsInRow === 0 ? health : { ...health, errorsInRow: 0 }

/** The node said that it no longer has `height`: of its blocks, or of its state. */
export function afterPruned(
  health: Health,
  what: 'blocks' | 'state',
  { height, nowMs }: { height: number; nowMs: number },
): Health {
  return what === 'state'
    ? { ...health, prunedMs: nowMs, stateFrom: Math.max(health.stateFrom, height + 1) }
    : { ...health, prunedMs: nowMs, blocksFrom: Math.max(health.blocksFrom, height + 1) }
}
