import { Failure, isFailure } from '#domain/failure.ts'
import { foldBatch } from './batch.ts'
import { BlockTimes } from './block-times.ts'
import { emptyCommit } from './empty-commit.ts'
import { initialStages } from './lists.ts'
import type { BlockPoint, Commit, Cursor, Source, Stage, Store } from './ports.ts'
import { ReadAhead } from './read-ahead.ts'
import { repairCommit } from './repair.ts'
import { StageReader } from './stage-reader.ts'
import type { Drift, VerifyScope } from './verify.ts'
import { verify } from './verify.ts'

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
/** Odd events may come in every block; comparing everything is not worth more than this, milliseconds. */
const RESYNC_PAUSE_MS = 30_000
const FIRST_PAUSE_MS = 200
const LAST_PAUSE_MS = 15_000

/**
 * Indexes until `signal` aborts or the goal of the options is reached; the transaction in hand is finished.
 * Goes on after every failure that may pass, from where the database is. Throws the others: FENCED,
 * CHAIN_ID_MISMATCH, BAD_USER_INPUT.
 */
export async function run(
  ports: Ports,
  options: RunOptions,
  events: RunEvents,
  signal: AbortSignal,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS
  while (!signal.aborted) {
    const attempt = new AbortController()
    const session = new Session(ports, { options, events, signal: AbortSignal.any([signal, attempt.signal]) })
    try {
      return await session.run()
    } catch (error) {
      if (signal.aborted) return
      if (!mayPass(error)) throw error
      if (session.commits > 0) pauseMs = FIRST_PAUSE_MS
      events.failed(error, pauseMs)
      await ports.clock.sleep(pauseMs, signal)
      pauseMs = Math.min(LAST_PAUSE_MS, pauseMs * 2)
    } finally {
      attempt.abort()
    }
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
  /** A comparison with the chain that is under way. */
  #verifying: Promise<Drift[]> | null = null
  #verified: readonly Drift[] | null = null
  #verifyFailure: unknown = null
  #lastVerifyMs: number
  #resyncAllowedMs = 0
  /** Where the index stood when the comparison began, and where it last met something doubtful. */
  #verifiedHeight = 0
  #doubtfulHeight = 0
  commits = 0

  constructor(
    ports: Ports,
    { options, events, signal }: { options: RunOptions; events: RunEvents; signal: AbortSignal },
  ) {
    this.#ports = ports
    this.#options = options
    this.#events = events
    this.#signal = signal
    this.#ahead = new ReadAhead(ports.source, { batch: options.batch, flights: options.flights }, signal)
    this.#times = new BlockTimes(ports, signal)
    this.#lastVerifyMs = ports.clock.monotonicMs()
  }

  async run(): Promise<void> {
    const { source, store } = this.#ports
    const tip = await source.tip(this.#signal)
    let latestHeight = tip.height
    let cursor = (await store.cursor()) ?? (await this.#begin(tip))
    const stages = new StageReader(source, await store.stages(), this.#signal)
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
    if (this.#verified !== null) return this.#repair(this.#verified, cursor, latestHeight)
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
    if (batch.doubtful) this.#doubtfulHeight = batch.commit.cursor.height
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

  async #repair(drifts: readonly Drift[], cursor: Cursor, latestHeight: number): Promise<Cursor | null> {
    this.#verified = null
    this.#events.verified(drifts)
    if (drifts.length === 0 && !cursor.resyncNeeded) return null
    const resyncNeeded = this.#doubtfulHeight > this.#verifiedHeight
    const input = { cursor: { ...cursor, resyncNeeded }, latestHeight, drifts }
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
    if (this.#verifyFailure !== null) throw this.#verifyFailure
    this.#startVerify(cursor, stages)
    if (cursor.height < Math.min(latestHeight, goal ?? latestHeight)) return latestHeight
    const busy = !stages.finished('all') || !this.#times.done || this.#verified !== null
    const settling = this.#verifying?.then(
      () => latestHeight,
      () => latestHeight,
    )
    const above = this.#ports.source.waitAbove(cursor.height, busy ? 0 : IDLE_MS, this.#signal)
    return Math.max(latestHeight, await (settling === undefined ? above : Promise.race([settling, above])))
  }

  #startVerify(cursor: Cursor, stages: StageReader): void {
    if (this.#verifying !== null || this.#verified !== null || !stages.finished('active')) return
    const now = this.#ports.clock.monotonicMs()
    const due = this.#options.verifyEveryMs > 0 && now - this.#lastVerifyMs >= this.#options.verifyEveryMs
    if (!due && !(cursor.resyncNeeded && now >= this.#resyncAllowedMs)) return
    // Something may have been created and closed in a block that we could not read: then all is compared.
    const scope: VerifyScope = cursor.resyncNeeded ? 'all' : 'active'
    this.#lastVerifyMs = now
    this.#resyncAllowedMs = now + RESYNC_PAUSE_MS
    this.#verifiedHeight = cursor.height
    this.#verifying = verify(this.#ports, { scope }, this.#signal)
    this.#verifying
      .then((drifts) => {
        this.#verified = drifts
      })
      .catch((error: unknown) => {
        this.#verifyFailure = error
      })
      .finally(() => {
        this.#verifying = null
      })
  }

  #isSettled(cursor: Cursor): boolean {
    return !cursor.resyncNeeded && this.#verified === null && this.#times.done
  }
}

interface Look {
  readonly cursor: Cursor
  readonly latestHeight: number
  readonly stages: StageReader
  readonly goal: number | null
}
