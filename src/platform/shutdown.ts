import { Failure } from '#domain/failure.ts'
import type { Clock } from './clock.ts'
import { withDeadline } from './deadline.ts'
import type { Log } from './log.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Signal = (typeof SIGNALS)[number]

/** One Ctrl-C under npm arrives twice, from the terminal and from npm: what comes this soon is no second one. */
const SAME_SIGNAL_MS = 1000
const DISPOSE_LIMIT_MS = 15_000
/** What the work in hand may take after the signal, a database transaction for instance. */
const WORK_LIMIT_MS = 30_000
/** 128 + SIGINT, as shells count. */
const FORCED_EXIT_CODE = 130

/** The part of `process` that this needs. */
export interface SignalSource {
  on(event: Signal, listener: (signal: Signal) => void): unknown
  off(event: Signal, listener: (signal: Signal) => void): unknown
}

export interface ShutdownOptions {
  readonly source: SignalSource
  readonly log: Log
  readonly clock: Clock
  /** Ends the process at once, at the second signal. */
  readonly exit: (code: number) => void
  /** Milliseconds for `work` to return after the first signal. Default 30000. */
  readonly workLimitMs?: number
}

export interface Scope {
  /** Fires at the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal
  /** What was opened is closed at the end, the last first; each has its own limit (default 15000 ms). */
  defer(name: string, dispose: () => Promise<void> | void, limitMs?: number): void
}

interface Disposer {
  readonly name: string
  readonly dispose: () => Promise<void> | void
  readonly limitMs: number
}

/**
 * Runs `work`, then closes what it deferred, whether it returned, threw or was told to stop; a second signal
 * ends the process with code 130. Throws what `work` threw, else the first failure of a disposer; TIMED_OUT
 * when `work` does not return after the signal.
 */
export async function runToShutdown<T>(
  options: ShutdownOptions,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const disposers: Disposer[] = []
  const release = listen(options, stop)
  const defer: Scope['defer'] = (name, dispose, limitMs = DISPOSE_LIMIT_MS) =>
    disposers.push({ name, dispose, limitMs })
  try {
    const running = (async () => await work({ signal: stop.signal, defer }))()
    const outcome = await settle(limited(running, stop.signal, options))
    const failure = await disposeAll(disposers, options.log)
    if ('error' in outcome) throw outcome.error
    if (failure !== null) throw failure.error
    return outcome.value
  } finally {
    release()
  }
}

/** Returns what takes the listeners away again. */
function listen({ source, log, clock, exit }: ShutdownOptions, stop: AbortController): () => void {
  let firstAtMs: number | null = null
  const onSignal = (signal: Signal) => {
    const nowMs = clock.monotonicMs()
    if (firstAtMs === null) {
      firstAtMs = nowMs
      log.info({ signal }, 'shutting down; once more to force it')
      stop.abort(new Failure('ABORTED', signal))
    } else if (nowMs - firstAtMs > SAME_SIGNAL_MS) {
      log.warn({ signal }, 'forced to end')
      exit(FORCED_EXIT_CODE)
    }
  }
  for (const signal of SIGNALS) source.on(signal, onSignal)
  return () => {
    for (const signal of SIGNALS) source.off(signal, onSignal)
  }
}

/** The work has all the time in the world until the signal. */
async function limited<T>(work: Promise<T>, signal: AbortSignal, options: ShutdownOptions): Promise<T> {
  const { workLimitMs = WORK_LIMIT_MS } = options
  const told = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  await Promise.race([told, settle(work)])
  return await withDeadline({ what: 'the work in hand', timeoutMs: workLimitMs }, () => work)
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown }

function settle<T>(promise: Promise<T>): Promise<Outcome<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
}

/** Goes on after a failure: what was opened first must be closed too. */
async function disposeAll(
  disposers: readonly Disposer[],
  log: Log,
): Promise<{ readonly error: unknown } | null> {
  let first: { readonly error: unknown } | null = null
  for (const { name, dispose, limitMs } of [...disposers].reverse()) {
    const closed = await settle(
      withDeadline({ what: `closing ${name}`, timeoutMs: limitMs }, async () => dispose()),
    )
    if (!('error' in closed)) continue
    log.error({ err: closed.error }, `${name} did not close`)
    first ??= closed
  }
  return first
}
