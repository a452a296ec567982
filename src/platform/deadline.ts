import { Failure } from '#domain/failure.ts'

export interface Deadline {
  /** What is being waited for; the beginning of the failure's sentence. */
  readonly what: string
  /** Milliseconds for the whole of it, above 0. */
  readonly timeoutMs: number
  /** Ends the wait early. Absent: only the time ends it. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs `work` and gives up on it when the time is over or the outer signal aborts; `work` is told by its
 * own signal. Throws TIMED_OUT or ABORTED then, and whatever `work` throws otherwise. Listens by hand and
 * stops listening, because AbortSignal.any keeps an entry for every call on a signal that lives for ever.
 */
export function withDeadline<T>(deadline: Deadline, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { what, timeoutMs, signal } = deadline
  if (signal?.aborted) return Promise.reject(abortedFailure(what, signal))
  return new Promise<T>((resolve, reject) => {
    // Work that takes no signal needs none: making one costs more than the rest.
    const controller = work.length === 0 ? null : new AbortController()
    const giveUp = (failure: Failure) => {
      stop()
      reject(failure)
      controller?.abort(failure)
    }
    const onAbort = () => giveUp(abortedFailure(what, signal))
    const timer = setTimeout(() => giveUp(timedOut(what, timeoutMs)), timeoutMs)
    const stop = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    started(work, controller?.signal ?? NEVER)
      .then(resolve, reject)
      .finally(stop)
  })
}

const NEVER = new AbortController().signal

/** An async function turns a throw before the first await into a rejection. */
async function started<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return await work(signal)
}

function timedOut(what: string, timeoutMs: number): Failure {
  return new Failure('TIMED_OUT', `${what} took longer than ${timeoutMs} ms`, { timeoutMs })
}

/** The failure of something that was stopped by its signal; the signal's reason is its cause. */
export function abortedFailure(what: string, signal: AbortSignal | undefined): Failure {
  return new Failure('ABORTED', `${what} was stopped`, {}, { cause: signal?.reason })
}

/** Throws ABORTED where the signal has fired. */
export function throwIfAborted(what: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedFailure(what, signal)
}
