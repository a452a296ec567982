import { Failure } from '#domain/failure.ts'
import { type ObservationCursor, parseCursor } from '../observe/observation-cursor.ts'

/** Longer than that, and proxies in between give up first. */
const MAX_WAIT_SECONDS = 30

export interface ObservationQuery {
  /** Null: everything. */
  readonly after: ObservationCursor | null
  readonly waitMs: number
}

/** `?after=<epoch>.<sequence>&wait=<seconds, 0 to 30>`. Throws BAD_USER_INPUT for anything else. */
export function readObservationQuery(search: URLSearchParams): ObservationQuery {
  for (const name of search.keys()) {
    if (name !== 'after' && name !== 'wait')
      throw new Failure(
        'BAD_USER_INPUT',
        `${JSON.stringify(name.slice(0, 100))} is no parameter: after, wait`,
      )
    if (search.getAll(name).length > 1) throw new Failure('BAD_USER_INPUT', `${name} is given twice`)
  }
  const after = search.get('after')
  return { after: after === null ? null : parseCursor(after), waitMs: readWait(search.get('wait')) * 1000 }
}

function readWait(text: string | null): number {
  if (text === null) return 0
  if (!/^\d{1,3}$/.test(text) || Number(text) > MAX_WAIT_SECONDS)
    throw new Failure(
      'BAD_USER_INPUT',
      `wait is ${JSON.stringify(text.slice(0, 100))}: it must be a whole number of seconds from 0 to ${MAX_WAIT_SECONDS}`,
    )
  return Number(text)
}
