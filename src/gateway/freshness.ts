import { type BlockRate, blockRate } from '#domain/block-rate.ts'
import type { IndexHead } from '#store/query/index-head.ts'
import type { IndexPhase } from './schema.generated.ts'

/** An index that has written nothing for this long is called stalled; a chain of 6-second blocks writes ten times as often. */
export const STALLED_SECONDS = 60
/** A fact counts as stale once the index is this far behind the clock. */
const STALE_SECONDS = 60

/** Seconds between the indexed block and now, never negative; null where nothing is indexed. */
export function lagSeconds(head: IndexHead | null, now: Date): number | null {
  const time = head?.time ?? null
  return time === null ? null : Math.max(0, (now.getTime() - time.getTime()) / 1000)
}

/** What the index is doing. */
export function phaseOf(head: IndexHead): IndexPhase {
  if (!head.activeComplete) return 'BOOTSTRAPPING'
  return head.idleSeconds === null || head.idleSeconds > STALLED_SECONDS ? 'STALLED' : 'LIVE'
}

/** Whether the chain may know better by now. */
export function isStale(head: IndexHead | null, now: Date): boolean {
  const lag = lagSeconds(head, now)
  return lag === null || lag > STALE_SECONDS
}

/** How fast the chain has been of late; null while fewer than two block times are known. */
export function blockRateOf(head: IndexHead | null): BlockRate | null {
  if (head === null || head.height === null || head.time === null) return null
  if (head.anchorHeight === null || head.anchorTime === null) return null
  return blockRate(
    { height: head.anchorHeight, time: head.anchorTime },
    { height: head.height, time: head.time },
  )
}
