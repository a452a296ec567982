import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import { throwIfAborted } from '#platform/deadline.ts'
import type { Database } from './connection.ts'
import { openDatabase } from './connection.ts'
import { databaseFailure, onDatabase } from './database-failure.ts'
import { jsonText } from './json-text.ts'

/** How often a waiting indexer looks whether it may take over. */
const LOOK_MS = 500
/** After the database was away, its holder's connection is gone as well: so long it may take to come back. */
const RETURN_MS = 2000
/** A holder that has not renewed for so long is frozen, whether its connection lives or not. */
const EXPIRY_MS = 15_000
const END_SECONDS = 2

export interface WriterOptions {
  readonly url: string
  /** Who this is, for people: host and process id. */
  readonly holder: string
  readonly clock: Pick<Clock, 'sleep'>
  /** Gives up waiting. */
  readonly signal: AbortSignal
  /** Milliseconds; renew at least three times as often. Default: 15,000. */
  readonly expiryMs?: number
  /** Called once, with the holder, when somebody else writes and this one waits. */
  readonly onWait?: (holder: string) => void
  /** Called when a look failed while this one waits; it goes on looking. */
  readonly onFailure?: (failure: Failure) => void
}

/** The right to commit, until somebody takes over. */
export interface WriterLease {
  /** Goes with every commit. */
  readonly epoch: number
  /** Says that we live, and what we want `/status` to show. Throws FENCED when somebody has taken over. */
  renew(status: object): Promise<void>
  /** Gives the right back, so that the next one need not wait. Safe to call twice. */
  release(): Promise<void>
}

/**
 * Becomes the one writer: waits until the present holder's connection is gone or it has not renewed in
 * time, and raises the epoch, which fences it off. Opens one connection of its own, whose life is the sign
 * that we live: it ends with the process, however that ends.
 * Throws ABORTED when the signal fires first, and what the first look throws: DATABASE_UNAVAILABLE.
 */
export async function acquireWriter(options: WriterOptions): Promise<WriterLease> {
  const session = openDatabase({
    url: options.url,
    max: 1,
    applicationName: 'ipgw writer',
  })
  try {
    const epoch = await waitForTurn(session, options)
    return leaseOf(session, { epoch, holder: options.holder })
  } catch (error) {
    await session.end({ timeout: END_SECONDS })
    throw databaseFailure(error)
  }
}

async function waitForTurn(session: Database, options: WriterOptions): Promise<number> {
  const { holder, clock, signal, expiryMs = EXPIRY_MS, onWait } = options
  for (let looks = 0; ; looks++) {
    throwIfAborted('waiting for the indexer that writes', signal)
    const epoch = looks === 0 ? await look() : await lookAgain(look, { session, ...options })
    if (epoch !== null) return epoch
    if (looks === 0) onWait?.(await currentHolder(session))
    await clock.sleep(LOOK_MS, signal)
  }

  async function look(): Promise<number | null> {
    return onDatabase(() => takeOver(session, holder, expiryMs))
  }
}

type Waiting = Pick<WriterOptions, 'clock' | 'signal' | 'onFailure'> & { readonly session: Database }

/** A database that answered once is only away, and one who waits is there for the day when things go wrong. */
async function lookAgain(look: () => Promise<number | null>, waiting: Waiting): Promise<number | null> {
  const { clock, signal, session, onFailure } = waiting
  let isAway = false
  const orNull = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Failure) || error.retry !== 'later') throw error
      isAway = error.code === 'DATABASE_UNAVAILABLE'
      onFailure?.(error)
      return null
    }
  }
  const epoch = await orNull(look)
  while (isAway) {
    await clock.sleep(LOOK_MS, signal)
    isAway = false
    await orNull(() => onDatabase(() => currentHolder(session)))
    if (!isAway) await clock.sleep(RETURN_MS, signal)
  }
  return epoch
}

function leaseOf(session: Database, { epoch, holder }: { epoch: number; holder: string }): WriterLease {
  let released: Promise<void> | null = null
  return {
    epoch,
    renew: (status) =>
      onDatabase(async () => {
        const renewed = await renew(session, epoch, jsonText(status))
        if (!renewed)
          throw new Failure('FENCED', `another indexer has taken over: epoch ${epoch} of ${holder} is over`, {
            epoch,
          })
      }),
    release: () => {
      released ??= release(session, epoch)
      return released
    },
  }
}

/** One statement, so that of two who try at once the second sees the first. Null: a live holder writes. */
async function takeOver(session: Database, holder: string, expiryMs: number): Promise<number | null> {
  const [row] = await session<{ epoch: number }[]>`
    with free as (
      select from writer w where w.id = 1 and not (
        w.holder is not null
        and w.renewed_at > clock_timestamp() - ${expiryMs} * interval '1 millisecond'
        and exists (select from pg_stat_activity a where a.pid = w.backend_pid and a.backend_start = w.backend_start)
      ) for update
    ), raised as (
      update cursor set epoch = epoch + 1 where id = 1 and exists (select from free) returning epoch
    )
    update writer set epoch = raised.epoch, holder = ${holder}, renewed_at = clock_timestamp(), status = null,
      backend_pid = pg_backend_pid(),
      backend_start = (select backend_start from pg_stat_activity where pid = pg_backend_pid())
    from raised where writer.id = 1
    returning writer.epoch`
  return row?.epoch ?? null
}

/** The connection may be another than before: the one that ended was not the end of us. */
async function renew(session: Database, epoch: number, status: string): Promise<boolean> {
  const renewed = await session`
    update writer set renewed_at = clock_timestamp(), status = ${status}::text::jsonb,
      backend_pid = pg_backend_pid(),
      backend_start = (select backend_start from pg_stat_activity where pid = pg_backend_pid())
    where id = 1 and epoch = ${epoch} and holder is not null`
  return renewed.count === 1
}

async function release(session: Database, epoch: number): Promise<void> {
  try {
    await onDatabase(() => giveBack(session, epoch))
  } finally {
    await session.end({ timeout: END_SECONDS })
  }
}

async function giveBack(session: Database, epoch: number): Promise<void> {
  await session`
    update writer set holder = null, backend_pid = null, backend_start = null, renewed_at = null
    where id = 1 and epoch = ${epoch}`
}

async function currentHolder(session: Database): Promise<string> {
  const [row] = await session<{ holder: string | null }[]>`select holder from writer where id = 1`
  return row?.holder ?? 'nobody'
}
