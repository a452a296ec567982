import postgres from 'postgres'
import { FEED_CHANNEL } from './append-changes.ts'

export interface FeedWakeUp {
  /** Resolves when something was appended since the last wait, after `ms` milliseconds, or when the signal fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface FeedWakeUpOptions {
  readonly url: string
  readonly applicationName: string
  /** Told why nobody will wake us; then each wait takes its full time. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Listens for commits to the feed, on a connection of its own that is made again when it is lost. It only saves time:
 * a notification may get lost (poolers, replicas), so the reader looks again after each wait.
 */
export function openFeedWakeUp({ url, applicationName, onFailure }: FeedWakeUpOptions): FeedWakeUp {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 10,
    keep_alive: 15,
    connection: { application_name: applicationName },
    onnotice: () => undefined,
  })
  const bell = createBell()
  // After a connection was lost, what came meanwhile told nobody: that rings as well.
  sql.listen(FEED_CHANNEL, bell.ring, bell.ring).catch(onFailure)
  return { wait: bell.wait, close: () => sql.end({ timeout: 1 }) }
}

/** Rings once for all that came while nobody waited. */
function createBell(): { ring(): void; wait: FeedWakeUp['wait'] } {
  let hasRung = false
  let wake: () => void = () => undefined
  return {
    ring() {
      hasRung = true
      wake()
    },
    async wait(ms, signal) {
      if (!hasRung && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = () => {
            clearTimeout(timer)
            signal.removeEventListener('abort', wake)
            resolve()
          }
          const timer = setTimeout(wake, ms)
          signal.addEventListener('abort', wake, { once: true })
        })
      hasRung = false
    },
  }
}
