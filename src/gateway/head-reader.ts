import type { Clock } from '#platform/clock.ts'
import type { IndexHead } from '#store/query/index-head.ts'

/** Requests that come within this time of a read share it: it can only be older than what they go on to read. */
const SHARED_MS = 5
/** Up to this age a read still serves who comes while the next one is under way, so that a crowd does not wait for it. */
const USABLE_MS = 25
/** So many who shared a read are a crowd. Who comes alone, after a commit perhaps, waits for what is true now. */
const CROWD = 8

export interface HeadReader {
  /** Where the index stood a moment ago: at most 5 ms, under load 25 ms. */
  recent(): Promise<IndexHead>
  /** Where it stands now: read after the call. */
  fresh(): Promise<IndexHead>
}

interface Reading {
  readonly atMs: number
  readonly head: Promise<IndexHead>
  shared: number
}

/** Has where the index stands read, at most once in a few milliseconds. Throws what `read` throws. */
export function createHeadReader(
  read: () => Promise<IndexHead>,
  clock: Pick<Clock, 'monotonicMs'>,
): HeadReader {
  let finished: Reading | null = null
  let underWay: Reading | null = null

  function begin(): Reading {
    const reading: Reading = { atMs: clock.monotonicMs(), head: read(), shared: 0 }
    underWay = reading
    const end = () => {
      if (underWay === reading) underWay = null
    }
    reading.head.then(
      () => {
        finished = reading
        end()
      },
      // Whoever waits for it is told; those who come next have it read anew.
      end,
    )
    return reading
  }

  const shareOf = (reading: Reading) => {
    reading.shared += 1
    return reading.head
  }

  return {
    recent() {
      const age = finished === null ? Number.POSITIVE_INFINITY : clock.monotonicMs() - finished.atMs
      if (finished !== null && age <= SHARED_MS) return shareOf(finished)
      const next = underWay ?? begin()
      return shareOf(finished !== null && age <= USABLE_MS && finished.shared >= CROWD ? finished : next)
    },
    fresh: () => begin().head,
  }
}
