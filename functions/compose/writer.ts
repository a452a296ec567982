import { hostname } from 'node:os'
import { isFailure } from '#domain/failure.ts'
import type { Log } from '#platform/log.ts'
import { acquireWriter, type WriterLease } from '#store/writer-lease.ts'
import type { CommandContext } from '../command.ts'
import { packageVersion } from '../package-root.ts'
import type { DatabasePlace } from './database.ts'

/** How often the right is renewed, unless it expires so soon that this would be too rare. */
const RENEW_MS = 4000
const RENEWALS_IN_EXPIRY = 4
/** Who waits for the right gives a database that was away, and us, two seconds to find each other again. */
const RENEW_AGAIN_MS = 500

/** The right to write. */
export interface Writer {
  readonly epoch: number
  /** Fires when another indexer has taken over, with FENCED as reason. */
  readonly lost: AbortSignal
}

/**
 * Becomes the one writer; waits while another process writes, and says so. Renews the right, with what
 * `status` says for the ops page, until the end, when it is given back.
 */
export async function becomeWriter(
  context: CommandContext,
  { url }: DatabasePlace,
  status: () => object,
): Promise<Writer> {
  const { scope, log, clock, settings } = context
  const lease = await acquireWriter({
    url,
    holder: `${hostname()}:${process.pid}`,
    clock,
    signal: scope.signal,
    expiryMs: settings.writerExpiryMs,
    onWait: (holder) => log.info({ holder }, `${holder} writes to this database; waiting for it to end`),
    onFailure: (failure) => log.warn({ err: failure }, 'still waiting to write'),
  })
  const done = new AbortController()
  const lost = new AbortController()
  const renewing = keepRenewing(context, { lease, status, done: done.signal }).catch((error: unknown) => {
    lost.abort(error)
  })
  scope.defer('the right to write', async () => {
    done.abort()
    await renewing
    await giveBack(lease, log)
  })
  return { epoch: lease.epoch, lost: lost.signal }
}

/** Where the database is gone, the right goes with our connection: that is no failure of ours. */
async function giveBack(lease: WriterLease, log: Log): Promise<void> {
  try {
    await lease.release()
  } catch (error) {
    if (!isFailure(error, 'DATABASE_UNAVAILABLE')) throw error
    log.warn({ err: error }, 'the right to write was not given back; it ends with the connection')
  }
}

interface Renewal {
  readonly lease: WriterLease
  readonly status: () => object
  readonly done: AbortSignal
}

/** Ends when `done` fires; throws FENCED. */
async function keepRenewing(context: CommandContext, { lease, status, done }: Renewal): Promise<void> {
  const { clock, log, settings } = context
  const renewMs = Math.min(RENEW_MS, settings.writerExpiryMs / RENEWALS_IN_EXPIRY)
  while (!done.aborted) {
    try {
      await lease.renew({ version: packageVersion(), ...status() })
      await clock.sleep(renewMs, done)
    } catch (error) {
      if (isFailure(error, 'FENCED')) throw error
      if (isFailure(error, 'ABORTED')) return
      log.warn({ err: error }, 'the database did not hear that this process lives')
      await clock.sleep(Math.min(renewMs, RENEW_AGAIN_MS), done).catch(() => undefined)
    }
  }
}
