import type { IndexHead } from '#store/query/index-head.ts'
import { isStale, phaseOf } from '../freshness.ts'

/** In the order in which one commit's data goes through them as time passes. */
const PHASES = ['BOOTSTRAPPING', 'LIVE', 'STALLED'] as const

/**
 * What an answer depends on beside its question: the last commit, and what `now` makes of it (evidence that
 * is stale, the phase). Equal texts: equal answers. Texts sort by age, so that the newer one is known; after a
 * restored backup they may not, which costs a little caching and nothing else.
 */
export function dataVersion(head: IndexHead, now: Date): string {
  return `${head.version}.${PHASES.indexOf(phaseOf(head))}${isStale(head, now) ? 1 : 0}`
}
