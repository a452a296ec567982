import { LRUCache } from 'lru-cache'
import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import { type Bucket, takeToken } from '#platform/token-bucket.ts'

/** Some 2 MB. Who is forgotten has a full bucket again, which a flood of addresses would have anyway. */
const CLIENTS = 10_000
/** A page that opens sends several requests at once. */
const BURST_SECONDS = 5

export interface RateLimiter {
  /** Counts a request of the client, who is looked up only where there is a limit. Throws RATE_LIMITED, with `retryAfterSeconds` in its values. */
  check(client: () => string): void
}

export interface RateLimiterOptions {
  /** Requests a second of one client, from 1; 0: no limit. Five seconds' worth may come at once. */
  readonly perSecond: number
  readonly clock: Pick<Clock, 'monotonicMs'>
}

/** Keeps one client from taking what is there for all. Refused requests count for nothing. */
export function createRateLimiter({ perSecond, clock }: RateLimiterOptions): RateLimiter {
  if (perSecond === 0) return { check: () => undefined }
  const rule = { perSecond, burst: perSecond * BURST_SECONDS }
  const buckets = new LRUCache<string, Bucket>({ max: CLIENTS })
  return {
    check(nameOf) {
      const client = nameOf()
      const { bucket, waitMs } = takeToken(buckets.get(client), clock.monotonicMs(), rule)
      buckets.set(client, bucket)
      if (waitMs > 0) throw refusal(perSecond, waitMs)
    },
  }
}

/** Whole seconds, as the header wants them; never too early. */
function refusal(perSecond: number, waitMs: number): Failure {
  const retryAfterSeconds = Math.ceil(waitMs / 1000)
  const message = `more than ${perSecond} requests a second from one client; try again in ${retryAfterSeconds} s`
  return new Failure('RATE_LIMITED', message, { limit: perSecond, retryAfterSeconds })
}
