import type { Clock } from '#platform/clock.ts'
import { emptyJournal, type Journal, recordObservation } from '../observe/journal.ts'
import type { AgentMode, Observation } from '../observe/observation.ts'

/** So many changes are kept for readers that come back: a thousand endpoints a few times over. */
const MAX_CHANGES = 5000

export interface FeedStart {
  /** Names this run of the agent: 1 to 64 letters, digits and "-", never used before. */
  readonly epoch: string
  readonly provider: string
  readonly mode: AgentMode
  readonly maxChanges?: number
}

/** Where the loop says what it sees, and readers wait for it. */
export interface ObservationFeed {
  readonly journal: Journal
  /** What is now, whole; wakes who waits where it differs from what was. */
  record(seen: Observation, at: Date): void
  /** Resolves with the next record that changes something, after `ms` milliseconds, or when the signal fires. */
  untilChanged(ms: number, signal: AbortSignal): Promise<void>
  /** Readers that wait. */
  readonly waiting: number
}

export function createObservationFeed(
  { maxChanges = MAX_CHANGES, ...start }: FeedStart,
  clock: Pick<Clock, 'sleep'>,
): ObservationFeed {
  let journal = emptyJournal({ ...start, maxChanges })
  const waiting = new Set<() => void>()
  return {
    get journal() {
      return journal
    },
    get waiting() {
      return waiting.size
    },
    record(seen, at) {
      const before = journal.snapshot
      journal = recordObservation(journal, seen, at)
      if (journal.snapshot !== before) for (const wake of [...waiting]) wake()
    },
    async untilChanged(ms, signal) {
      if (signal.aborted) return
      const slept = new AbortController()
      const woken = new Promise<void>((resolve) => {
        waiting.add(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true, signal: slept.signal })
        clock.sleep(ms, slept.signal).then(resolve, resolve)
        slept.signal.addEventListener('abort', () => waiting.delete(resolve), { once: true })
      })
      await woken
      slept.abort()
    },
  }
}
