import { isFailure } from '#domain/failure.ts'
import type { RecordRef } from '#domain/record.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { CrossCheckedPages } from './check/cross-checked-pages.ts'
import { CrossCheckedRecords } from './check/cross-checked-records.ts'
import { possibleOnly } from './check/possible.ts'
import { PageSize } from './page-size.ts'
import type { Endpoints } from './rpc/endpoints.ts'
import type { Member } from './rpc/roster.ts'
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
  readonly chainId: string
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
  readonly #records: CrossCheckedRecords
  readonly #pages: CrossCheckedPages

  constructor(options: StateSourceOptions) {
    this.#options = options
    this.#records = new CrossCheckedRecords(options)
    this.#pages = new CrossCheckedPages(options, this.#records, (refs, height, signal) =>
      this.read(refs, height, signal),
    )
  }

  /** Answers in the order of `refs`. */
  async read(
    refs: readonly RecordRef[],
    height: number,
    signal: AbortSignal,
  ): Promise<readonly RecordRead[]> {
    const what = `${refs.length} records`
    const { member, answer } = await this.#atOrLatest({ what, height }, signal, (found, at) =>
      readRecords(found.endpoint, { refs, at }, signal),
    )
    const reads = this.#options.crossCheck ? await this.#records.checked(member, answer, signal) : answer
    return reads.map(possibleOnly)
  }

  async page(wish: PageWish, signal: AbortSignal): Promise<PageRead> {
    const { list, height } = wish
    const what = `a page of ${list.state} ${list.kind}s`
    try {
      const { member, answer } = await this.#atOrLatest({ what, height }, signal, (found, at) =>
        this.#readPage(found, { ...wish, at }, signal),
      )
      const page = this.#options.crossCheck
        ? await this.#checkedPage(member, { wish, answer }, signal)
        : answer.page
      return possibleOnly(page)
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

  /** The same page of a second node; a page that came from the latest state can be asked for by its height. */
  #checkedPage(
    member: Member,
    { wish, answer: { page, limit } }: { wish: PageWish; answer: { page: PageRead; limit: number } },
    signal: AbortSignal,
  ): Promise<PageRead> {
    const { list, resume: key } = wish
    const at = { height: page.height, latest: false }
    const ask = (peer: Member) =>
      readPage(peer.endpoint, { list, page: { state: list.state, key, limit }, at }, signal)
    return this.#pages.checked(member, { list, page, ask }, signal)
  }

  async #readPage(
    member: Member,
    { list, resume, at }: PageWish & { at: StateAt },
    signal: AbortSignal,
  ): Promise<{ page: PageRead; limit: number }> {
    const size = this.#sizeOf(list)
    const limit = size.value
    const startMs = this.#options.clock.monotonicMs()
    try {
      const page = await readPage(
        member.endpoint,
        { list, page: { state: list.state, key: resume, limit }, at },
        signal,
      )
      size.answered(this.#options.clock.monotonicMs() - startMs)
      return { page, limit }
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
    { what, height }: { readonly what: string; readonly height: number },
    signal: AbortSignal,
    work: (member: Member, at: StateAt) => Promise<T>,
  ): Promise<{ member: Member; answer: T }> {
    const { endpoints } = this.#options
    const need = { what: `${what} at height ${height}`, to: height }
    const answered = async (member: Member, latest: boolean) => ({
      member,
      answer: await work(member, { height, latest }),
    })
    try {
      return await endpoints.run({ ...need, state: true }, signal, (member) => answered(member, false))
    } catch (error) {
      if (!isFailure(error, 'HEIGHT_PRUNED')) throw error
      return endpoints.run(need, signal, (member) => answered(member, true))
    }
  }
}
