import type { Context } from 'hono'
import { Failure, isFailure } from '#domain/failure.ts'
import { type ObservationAnswer, observationSince } from '../observe/journal.ts'
import type { Snapshot } from '../observe/observation.ts'
import { observationText } from '../observe/observation-text.ts'
import type { ObservationFeed } from './observation-feed.ts'
import { type ObservationQuery, readObservationQuery } from './observation-query.ts'
import { notSeenYet, refuse } from './rest-refusal.ts'

const retrySoon = { headers: { 'retry-after': '1' } }
/** Each holds a connection; there is one gateway, and people who look. */
const MAX_WAITING = 256

/**
 * `/v1/observation`: a snapshot, or the increments after the one that a reader has; with `wait` the answer comes when
 * there is something new, or empty when the time is over. `stopped`: the server ends, so nobody waits any more.
 */
export function observationRoute(feed: ObservationFeed, stopped: AbortSignal) {
  return async (c: Context): Promise<Response> => {
    const query = attemptQuery(c)
    if (query instanceof Failure) return refuse(c, query)
    if (isLacking(feed, query) && query.waitMs > 0) {
      if (feed.waiting >= MAX_WAITING) return refuse(c, tooMany(), retrySoon)
      await feed.untilChanged(query.waitMs, AbortSignal.any([stopped, c.req.raw.signal]))
    }
    const answer = observationSince(feed.journal, query.after)
    if (answer === null) return refuse(c, new Failure('STALE', notSeenYet), retrySoon)
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    return new Response(answerText(answer), { headers })
  }
}

function attemptQuery(c: Context): ObservationQuery | Failure {
  try {
    return readObservationQuery(new URL(c.req.url).searchParams)
  } catch (error) {
    if (isFailure(error, 'BAD_USER_INPUT')) return error
    throw error
  }
}

/** Whether there is nothing to tell. */
function isLacking({ journal }: ObservationFeed, { after }: ObservationQuery): boolean {
  const answer = observationSince(journal, after)
  return answer === null || (answer.kind === 'increments' && answer.increments.length === 0)
}

const tooMany = () =>
  new Failure('OVERLOADED', `${MAX_WAITING} readers wait for the observation already`, { max: MAX_WAITING })

/** A snapshot may have megabytes, and many may ask for the same. */
const texts = new WeakMap<Snapshot, string>()

function answerText(answer: ObservationAnswer): string {
  if (answer.kind === 'increments') return observationText(answer)
  const { kind, seenAt, snapshot } = answer
  const text = texts.get(snapshot) ?? observationText(snapshot)
  texts.set(snapshot, text)
  return `${observationText({ kind, seenAt }).slice(0, -1)},"snapshot":${text}}`
}
