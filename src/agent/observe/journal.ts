import { canonicalObservation } from './canonical-observation.ts'
import type { AgentMode, Increment, Observation, Snapshot } from './observation.ts'
import { observationChanges } from './observation-changes.ts'
import type { ObservationCursor } from './observation-cursor.ts'

/** What one run of the agent has seen: the newest snapshot, and the last increments that led to it. */
export interface Journal {
  readonly epoch: string
  readonly provider: string
  readonly mode: AgentMode
  /** So many changes are kept at most; who is further behind gets a snapshot. */
  readonly maxChanges: number
  /** Null: nothing was seen yet. */
  readonly snapshot: Snapshot | null
  /** The last ones up to the snapshot's number, none missing between. */
  readonly increments: readonly Increment[]
  /** When the cluster was last looked at, whether that changed anything; null: never. */
  readonly seenAt: Date | null
}

export const emptyJournal = (
  start: Pick<Journal, 'epoch' | 'provider' | 'mode' | 'maxChanges'>,
): Journal => ({ ...start, snapshot: null, increments: [], seenAt: null })

/** The journal after another look at the cluster. */
export function recordObservation(journal: Journal, seen: Observation, at: Date): Journal {
  const { epoch, provider, mode, snapshot } = journal
  const observation = canonicalObservation(seen)
  if (snapshot === null)
    return { ...journal, snapshot: { epoch, sequence: 1, at, provider, mode, ...observation }, seenAt: at }
  const changes = observationChanges(snapshot, observation)
  if (changes.length === 0) return { ...journal, seenAt: at }
  const sequence = snapshot.sequence + 1
  const increments = [...journal.increments, { epoch, sequence, at, changes }]
  return {
    ...journal,
    snapshot: { ...snapshot, ...observation, sequence, at },
    increments: lastOf(increments, journal.maxChanges),
    seenAt: at,
  }
}

/** The newest increments that have at most so many changes together. */
function lastOf(increments: readonly Increment[], maxChanges: number): readonly Increment[] {
  let changes = 0
  const tooOld = increments.findLastIndex((increment) => {
    changes += increment.changes.length
    return changes > maxChanges
  })
  return increments.slice(tooOld + 1)
}

/** What a reader is told. */
export type ObservationAnswer =
  | { readonly kind: 'snapshot'; readonly seenAt: Date; readonly snapshot: Snapshot }
  | {
      readonly kind: 'increments'
      readonly seenAt: Date
      readonly epoch: string
      /** The last number that there is; the last increment's, where there is one. */
      readonly sequence: number
      /** In order, the first one follows what the reader had; none: it has everything. */
      readonly increments: readonly Increment[]
    }

/**
 * What a reader that stands at `cursor` lacks; null while nothing was seen. A snapshot for one that has nothing, whose
 * epoch is over, that is ahead, or further behind than the journal goes.
 */
export function observationSince(
  journal: Journal,
  cursor: ObservationCursor | null,
): ObservationAnswer | null {
  const { snapshot, seenAt, increments } = journal
  if (snapshot === null || seenAt === null) return null
  const { epoch, sequence } = snapshot
  const oldest = sequence - increments.length
  const isKnown = cursor !== null && cursor.epoch === epoch
  if (!isKnown || cursor.sequence < oldest || cursor.sequence > sequence)
    return { kind: 'snapshot', seenAt, snapshot }
  return {
    kind: 'increments',
    seenAt,
    epoch,
    sequence,
    increments: increments.slice(cursor.sequence - oldest),
  }
}
