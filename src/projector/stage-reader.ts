import type { ChainRecord } from '#domain/record.ts'
import { emptyCommit } from './empty-commit.ts'
import { recordsOf } from './fold/records-of.ts'
import { isActiveList, nextStage, withStage } from './lists.ts'
import type { Commit, Cursor, Known, Source, Stage, StatePage, StateRead } from './ports.ts'
import { estimateTotal } from './stage-total.ts'

/** A page, and what auditors signed of the providers on it. */
interface Loaded {
  readonly page: StatePage
  readonly audits: readonly StateRead[]
}

/**
 * Reads the lists of chain state page by page, one page ahead of the writer.
 * `stages`: how far each list has been read and written; `#pending`: the page that is being read.
 */
export class StageReader {
  readonly #source: Source
  readonly #signal: AbortSignal
  #stages: readonly Stage[]
  #pending: { readonly stage: Stage; readonly loaded: Promise<Loaded> } | null = null

  constructor(source: Source, stages: readonly Stage[], signal: AbortSignal) {
    this.#source = source
    this.#stages = stages
    this.#signal = signal
  }

  get stages(): readonly Stage[] {
    return this.#stages
  }

  finished(scope: 'active' | 'all'): boolean {
    return nextStage(this.#stages, scope) === null
  }

  /** The commit that writes the next page; then call `written`. Null when every list of the scope is read. */
  async next(cursor: Cursor, latestHeight: number): Promise<Commit | null> {
    const stage = nextStage(this.#stages, 'all')
    if (stage === null) return null
    const pending = this.#pending ?? this.#read(stage, cursor.bootstrapHeight)
    this.#pending = null
    const loaded = await pending.loaded
    const after = advance(pending.stage, loaded.page)
    const stages = withStage(this.#stages, after)
    const upcoming = nextStage(stages, 'all')
    if (upcoming !== null) this.#pending = this.#read(upcoming, cursor.bootstrapHeight)
    return pageCommit({ cursor, latestHeight, loaded, after, stages })
  }

  /** Takes note that a commit of `next` is in the database. */
  written(commit: Commit): void {
    this.#stages = commit.stages.reduce(withStage, [...this.#stages])
  }

  #read(stage: Stage, height: number) {
    const loaded = this.#load(stage, height)
    // Awaited by `next`; a failure before that is not lost, it waits there.
    loaded.catch(() => undefined)
    return { stage, loaded }
  }

  async #load(stage: Stage, height: number): Promise<Loaded> {
    const page = await this.#source.page(stage.list, stage.resume, height, this.#signal)
    return { page, audits: stage.list.kind === 'provider' ? await this.#audits(page.records, height) : [] }
  }

  /** The node's list of all audits is broken (it decodes them as another message): they are read one by one. */
  async #audits(providers: readonly ChainRecord[], height: number): Promise<readonly StateRead[]> {
    const refs = providers.flatMap((record) => (record.kind === 'provider' ? [record.address] : []))
    return this.#source.read(
      refs.map((key) => ({ kind: 'audits', key })),
      height,
      this.#signal,
    )
  }
}

function advance(stage: Stage, page: StatePage): Stage {
  const done = stage.done + page.records.filter((record) => record.kind === stage.list.kind).length
  const finished = page.next === null
  return {
    ...stage,
    resume: page.next,
    done,
    total: finished ? done : estimateTotal(done, page.records.at(-1)),
    finished,
  }
}

interface PageCommit {
  readonly cursor: Cursor
  readonly latestHeight: number
  readonly loaded: Loaded
  readonly after: Stage
  readonly stages: readonly Stage[]
}

function pageCommit({ cursor, latestHeight, loaded, after, stages }: PageCommit): Commit {
  const { page, audits } = loaded
  const known = (records: readonly ChainRecord[], height: number) =>
    records.map((record): Known => ({ record, evidence: { source: 'state', height } }))
  const signed = audits.flatMap((read) => known(recordsOf(read), read.height))
  const quarantined = [...page.quarantined, ...audits.flatMap((read) => read.quarantined)]
  const activeComplete = !stages.some((stage) => !stage.finished && isActiveList(stage.list))
  return {
    ...emptyCommit({ ...cursor, activeComplete }, latestHeight),
    records: [...known(page.records, page.height), ...signed],
    quarantined,
    received: quarantined.length,
    stages: [after],
  }
}
