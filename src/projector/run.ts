import { Failure, isFailure } from '#domain/failure.ts'
import { BackgroundVerify, type ResyncPace, type VerifyOutcome } from './background-verify.ts'
import { foldBatch } from './batch.ts'
import { BlockTimes } from './block-times.ts'
import { emptyCommit } from './empty-commit.ts'
import { initialStages } from './lists.ts'
import type { BlockPoint, Commit, Cursor, Source, Stage, Store } from './ports.ts'
import { ReadAhead } from './read-ahead.ts'
import { repairCommit } from './repair.ts'
import { StageReader } from './stage-reader.ts'
import type { Drift } from './verify.ts'

export interface RunOptions {
  /** Most blocks that one transaction writes, 1 or more. */
  readonly batch: number
  /** Batches that are fetched ahead of the writer, 1 or more. */
  readonly flights: number
  /** Height at which a first start reads state; null: the tip. */
  readonly from: number | null
  /** Stop after this block; null: never. */
  readonly until: number | null
  /** Stop at the tip that the chain had at the start, once all history is in. */
  readonly once: boolean
  /** Milliseconds between two comparisons of the active set with the chain; 0: only when something was doubtful. */
  readonly verifyEveryMs: number
}

/** What the loop tells while it runs; it throws nothing away. */
export interface RunEvents {
  progress(progress: { cursor: Cursor; latestHeight: number; stages: readonly Stage[] }): void
  /** A commit is in the database. */
  committed(commit: Commit): void
  /** The outcome of a comparison with the chain; drift is mended right after. */
  verified(drifts: readonly Drift[]): void
  /** Something failed that may pass; the loop goes on after a pause. */
  failed(failure: unknown, pauseMs: number): void
}

interface Ports {
  readonly source: Source
  readonly store: Store
  readonly clock: { monotonicMs(): number; sleep(ms: number, signal: AbortSignal): Promise<void> }
}

/** How long the loop waits for a new block before it looks around, milliseconds. */
const IDLE_MS = 2_000
const FIRST_PAUSE_MS = 200
const LAST_PAUSE_MS = 15_000
/** Asking a database costs it little, and it may be back at any moment. */
const LAST_DATABASE_PAUSE_MS = 1_000

/**
 * Indexes until `signal` aborts or the goal of the options is reached; the transaction in hand is finished.
 * Goes on after every failure that may pass, from where the database is. Throws the others: FENCED,
 * BAD_USER_INPUT, and CHAIN_ID_MISMATCH unless the nodes were of the right chain before: then they may be again.
 */
export async function run(
  ports: Ports,
  options: RunOptions,
  events: RunEvents,
  signal: AbortSignal,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS
  let hasWorked = false
  const resync: ResyncPace = { allowedMs: 0 }
  while (!signal.aborted) {
    const attempt = new AbortController()
    const own = AbortSignal.any([signal, attempt.signal])
    const session = new Session(ports, { options, events, resync, signal: own })
    try {
      return await session.run()
    } catch (error) {
      if (signal.aborted) return
      hasWorked ||= session.begun
      if (!mayPass(error) && !(hasWorked && isFailure(error, 'CHAIN_ID_MISMATCH'))) throw error
      if (session.commits > 0) pauseMs = FIRST_PAUSE_MS
      events.failed(error, pauseMs)
      await pause(ports, pauseMs, signal)
      const longestMs = isFailure(error, 'DATABASE_UNAVAILABLE') ? LAST_DATABASE_PAUSE_MS : LAST_PAUSE_MS
      pauseMs = Math.min(longestMs, pauseMs * 2)
    } finally {
      attempt.abort()
    }
  }
}

/** The signal ends it, and is no failure. */
async function pause({ clock }: Ports, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** A gap may be one node's fault, a pruned height another's: both are tried again with other nodes. */
const mayPass = (error: unknown) =>
  isFailure(error, 'CHAIN_GAP', 'HEIGHT_PRUNED', 'UNDECODABLE') ||
  (error instanceof Failure && error.retry === 'later')

/** One attempt: from where the database is, until the goal or the first failure. */
class Session {
  readonly #ports: Ports
  readonly #options: RunOptions
  readonly #events: RunEvents
  readonly #signal: AbortSignal
  readonly #ahead: ReadAhead
  readonly #times: BlockTimes
  readonly #verify: BackgroundVerify
  commits = 0
  /** True once nodes and database have answered, and are of the same chain. */
  begun = false

  constructor(ports: Ports, { options, events, resync, signal }: SessionOptions) {
    this.#ports = ports
    this.#options = options
    this.#events = events
    this.#signal = signal
    this.#ahead = new ReadAhead(ports.source, { batch: options.batch, flights: options.flights }, signal)
    this.#times = new BlockTimes(ports, signal)
    this.#verify = new BackgroundVerify(ports, {
      everyMs: options.verifyEveryMs,
      monotonicMs: () => ports.clock.monotonicMs(),
      resync,
      signal,
    })
  }

  async run(): Promise<void> {
    const { source, store } = this.#ports
    const tip = await source.tip(this.#signal)
    let latestHeight = tip.height
    let cursor = (await store.cursor()) ?? (await this.#begin(tip))
    const stages = new StageReader(source, await store.stages(), this.#signal)
    this.begun = true
    const goal = this.#options.until ?? (this.#options.once ? Math.max(tip.height, cursor.height) : null)
    while (!this.#signal.aborted) {
      cursor = (await this.#step({ cursor, latestHeight, stages, goal })) ?? cursor
      this.#events.progress({ cursor, latestHeight, stages: stages.stages })
      if (goal !== null && cursor.height >= goal && stages.finished('all') && this.#isSettled(cursor)) return
      latestHeight = await this.#look({ cursor, latestHeight, stages, goal })
    }
  }

  /** A first start: the database learns its chain and what is to be read. */
  async #begin(tip: BlockPoint): Promise<Cursor> {
    const { from, until } = this.#options
    const height = Math.min(from ?? tip.height, until ?? tip.height)
    const point = height === tip.height ? tip : await this.#ports.source.point(height, this.#signal)
    const cursor: Cursor = {
      ...point,
      bootstrapHeight: point.height,
      activeComplete: false,
      resyncNeeded: false,
    }
    await this.#commit({ ...emptyCommit(cursor, tip.height), expected: null, stages: initialStages() })
    return cursor
  }

  /** Does the one thing that matters most now; null when nothing was written. */
  async #step({ cursor, latestHeight, stages, goal }: Look): Promise<Cursor | null> {
    const target = Math.min(latestHeight, goal ?? latestHeight)
    if (!stages.finished('active')) return this.#page(stages, cursor, latestHeight)
    const outcome = this.#verify.take()
    if (outcome !== null) return this.#repair(outcome, cursor, latestHeight)
    if (cursor.height < target) return this.#follow(cursor, target, latestHeight)
    if (!stages.finished('all')) return this.#page(stages, cursor, latestHeight)
    return this.#time(cursor, latestHeight)
  }

  async #time(cursor: Cursor, latestHeight: number): Promise<Cursor | null> {
    const commit = await this.#times.next(cursor, latestHeight)
    if (commit !== null) await this.#commit(commit)
    return null
  }

  async #follow(cursor: Cursor, target: number, latestHeight: number): Promise<Cursor> {
    const fetched = await this.#ahead.take(cursor.height, target)
    const batch = await this.#fold(cursor, latestHeight, fetched)
    await this.#commit(batch.commit)
    if (batch.doubtful) this.#verify.doubt(batch.commit.cursor.height)
    return batch.commit.cursor
  }

  async #fold(cursor: Cursor, latestHeight: number, fetched: Awaited<ReturnType<ReadAhead['take']>>) {
    try {
      return await foldBatch(this.#ports, { cursor, latestHeight, fetched }, this.#signal)
    } catch (error) {
      if (isFailure(error, 'CHAIN_GAP')) this.#ports.source.suspect(cursor.height + 1, error.message)
      throw error
    }
  }

  async #page(stages: StageReader, cursor: Cursor, latestHeight: number): Promise<Cursor | null> {
    const commit = await stages.next(cursor, latestHeight)
    if (commit === null) return null
    await this.#commit(commit)
    stages.written(commit)
    return commit.cursor
  }

  async #repair(found: VerifyOutcome, cursor: Cursor, latestHeight: number): Promise<Cursor | null> {
    const { drifts, moved } = found
    this.#events.verified(drifts)
    if (drifts.length + moved.length === 0 && !cursor.resyncNeeded) return null
    const retold = found.retold.filter(({ height }) => height <= cursor.height)
    const settled = { ...cursor, resyncNeeded: this.#verify.isDoubtful }
    const input = { cursor: settled, latestHeight, drifts, moved, retold }
    const commit = await repairCommit(this.#ports, input, this.#signal)
    await this.#commit(commit)
    return commit.cursor
  }

  /** Commits are never aborted: a transaction in hand is finished. */
  async #commit(commit: Commit): Promise<void> {
    await this.#ports.store.commit(commit)
    this.commits += 1
    this.#events.committed(commit)
  }

  /** Looks for new blocks, without waiting while there is other work; starts a comparison when one is due. */
  async #look({ cursor, latestHeight, stages, goal }: Look): Promise<number> {
    this.#verify.startIfDue(cursor, (scope) => stages.finished(scope))
    if (cursor.height < Math.min(latestHeight, goal ?? latestHeight)) return latestHeight
    const busy = !stages.finished('all') || !this.#times.done || this.#verify.hasOutcome
    const above = this.#ports.source.waitAbove(cursor.height, busy ? 0 : IDLE_MS, this.#signal)
    const ended = this.#verify.ended?.then(() => latestHeight)
    return Math.max(latestHeight, await (ended === undefined ? above : Promise.race([ended, above])))
  }

  #isSettled(cursor: Cursor): boolean {
    return !cursor.resyncNeeded && !this.#verify.hasOutcome && this.#times.done
  }
}

interface SessionOptions {
  readonly options: RunOptions
  readonly events: RunEvents
  readonly resync: ResyncPace
  readonly signal: AbortSignal
}

interface Look {
  readonly cursor: Cursor
  readonly latestHeight: number
  readonly stages: StageReader
  readonly goal: number | null
}
