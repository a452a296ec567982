import type { Context as HonoContext } from 'hono'
import { withDeadline } from '#platform/deadline.ts'
import type { Log } from '#platform/log.ts'
import { indexHead } from '#store/query/index-head.ts'
import { writerStatus } from '#store/query/writer-status.ts'
import { unreadyReason } from '../readiness.ts'
import { type StatusQuestion, status } from './status.ts'

/** A database that takes longer for two single rows is as good as gone. */
const DATABASE_LIMIT_MS = 2000
const GONE = { ready: false, reason: 'the database does not answer' }

export interface ProbeOptions {
  readonly log: Log
  /** What is asked, and when. */
  readonly question: () => StatusQuestion
}

/** `/readyz`: 200 where answers are complete and fresh, else 503 with the reason. */
export function readyProbe({ log, question }: ProbeOptions) {
  return async (c: HonoContext): Promise<Response> => {
    try {
      const reason = await askReason(question())
      return c.json(reason === null ? { ready: true } : { ready: false, reason }, reason === null ? 200 : 503)
    } catch (error) {
      log.warn({ err: error }, 'not ready: the database does not answer')
      return c.json(GONE, 503)
    }
  }
}

/** `/status`: 200 with all that is known, 503 where the database does not answer. */
export function statusPage({ log, question }: ProbeOptions) {
  return async (c: HonoContext): Promise<Response> => {
    try {
      return c.json(await status(question()))
    } catch (error) {
      log.warn({ err: error }, 'no status: the database does not answer')
      const { chainId, version } = question()
      return c.json({ version, chainId, ...GONE }, 503)
    }
  }
}

async function askReason({ sql }: StatusQuestion): Promise<string | null> {
  const [head, writer] = await withDeadline(
    { what: 'asking the database', timeoutMs: DATABASE_LIMIT_MS },
    () => Promise.all([indexHead(sql), writerStatus(sql)]),
  )
  return unreadyReason(head, writer)
}
