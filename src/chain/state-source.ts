import { Failure, isFailure } from '#domain/failure.ts'
import type { RecordRef } from '#domain/record.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { PageSize } from './page-size.ts'
import type { Endpoints, Member } from './rpc/endpoints.ts'
import {
  isUnknownState,
  type ListRef,
  type PageRead,
  type RecordRead,
  readPage,
  readRecords,
  type StateAt,
} from './state-reader.ts'

export interface StateSourceOptions {
  readonly endpoints: Endpoints
  readonly clock: Clock
  readonly log: Log
  readonly crossCheck: boolean
}

/** A page that is wanted. */
export interface PageWish {
  readonly list: ListRef
  readonly resume: Uint8Array | null
  readonly height: number
}

/** Chain state, from whichever node is well; after the height that is asked for, or the latest where that is pruned. */
export class StateSource {
  readonly #options: StateSourceOptions
  /** The size of the next page of each list. */
  readonly #sizes = new Map<string, PageSize>()

  constructor(options: StateSourceOptions) {
    this.#options = options
  }

  /** Answers in the order of `refs`. */
  read(refs: readonly RecordRef[], height: number, signal: AbortSignal): Promise<readonly RecordRead[]> {
    return this.#atOrLatest(`${refs.length} records`, height, signal, (member, at) =>
      readRecords(member.endpoint, { refs, at }, signal),
    )
  }

  async page(wish: PageWish, signal: AbortSignal): Promise<PageRead> {
    const { list, height } = wish
    const what = `a page of ${list.state} ${list.kind}s`
    try {
      return await this.#atOrLatest(what, height, signal, (member, at) =>
        this.#readPage(member, { ...wish, at }, signal),
      )
    } catch (error) {
      // A node from before this state existed has no record in it, and says so.
      if (
        wish.resume !== null ||
        list.kind !== 'lease' ||
        list.state !== 'reclaiming' ||
        !isUnknownState(error)
      )
        throw error
      return { records: [], next: null, height, quarantined: [], parts: [] }
    }
  }

  async #readPage(member: Member, wish: PageWish & { at: StateAt }, signal: AbortSignal): Promise<PageRead> {
    const { list, resume, at } = wish
    const size = this.#sizeOf(list)
    const startMs = this.#options.clock.monotonicMs()
    const page = { state: list.state, key: resume, limit: size.value }
    try {
      const read = await readPage(member.endpoint, { list, page, at }, signal)
      size.answered(this.#options.clock.monotonicMs() - startMs)
      return read
    } catch (error) {
      if (!isFailure(error, 'HEIGHT_PRUNED', 'HEIGHT_NOT_YET', 'ABORTED')) size.failed()
      throw error
    }
  }

  #sizeOf({ kind, state }: ListRef): PageSize {
    const name = `${kind} ${state}`
    const size = this.#sizes.get(name) ?? new PageSize()
    this.#sizes.set(name, size)
    return size
  }

  async #atOrLatest<T>(
    what: string,
    height: number,
    signal: AbortSignal,
    work: (member: Member, at: StateAt) => Promise<T>,
  ): Promise<T> {
    const { endpoints } = this.#options
    const need = { what: `${what} at height ${height}`, to: height }
    try {
      return await endpoints.run({ ...need, state: true }, signal, (member) =>
        work(member, { height, latest: false }),
      )
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'HEIGHT_PRUNED') throw error
      return endpoints.run(need, signal, (member) => work(member, { height, latest: true }))
    }
  }
}
