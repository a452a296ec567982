import { abortedFailure } from '#platform/deadline.ts'

/** Lets one who waits for a time be woken before it is over. */
export class Bell {
  readonly #waiting = new Set<() => void>()

  /** Wakes all who wait. */
  ring(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  /** Waits `ms` milliseconds or until the bell rings. Throws ABORTED. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', onAbort)
      }
      const wake = () => {
        stop()
        resolve()
      }
      const onAbort = () => {
        stop()
        reject(abortedFailure('waiting for a block', signal))
      }
      const timer = setTimeout(wake, ms)
      this.#waiting.add(wake)
      signal.addEventListener('abort', onAbort, { once: true })
      if (signal.aborted) onAbort()
    })
  }
}
