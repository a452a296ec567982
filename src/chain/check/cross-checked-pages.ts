import { type ChainRecord, type RecordRef, refOf, refText } from '#domain/record.ts'
import type { Member } from '../rpc/roster.ts'
import type { ListRef, PageRead, RecordRead } from '../state-reader.ts'
import type { CrossCheckedRecords } from './cross-checked-records.ts'
import { Peers, type PeersOptions } from './peers.ts'
import { plainJson } from './told.ts'

/** A page that a node answered, and how the same is asked of another. */
export interface AnsweredPage {
  readonly list: ListRef
  readonly page: PageRead
  readonly ask: (peer: Member) => Promise<PageRead>
}

/**
 * Compares a page of a list with what a second node answers. Records on which they differ are read one by
 * one, cross-checked; the list that does not fit those is a lie, and the other one is taken.
 */
export class CrossCheckedPages {
  readonly #peers: Peers
  readonly #records: CrossCheckedRecords
  readonly #read: (
    refs: readonly RecordRef[],
    height: number,
    signal: AbortSignal,
  ) => Promise<readonly RecordRead[]>

  constructor(
    options: PeersOptions,
    records: CrossCheckedRecords,
    read: (refs: readonly RecordRef[], height: number, signal: AbortSignal) => Promise<readonly RecordRead[]>,
  ) {
    this.#peers = new Peers(options)
    this.#records = records
    this.#read = read
  }

  async checked(member: Member, { list, page, ask }: AnsweredPage, signal: AbortSignal): Promise<PageRead> {
    const need = { what: `state at height ${page.height}`, to: page.height, state: true }
    const second = await this.#peers.second(member, need, ask)
    if (second === null || second.said.height !== page.height || samePage(page, second.said)) return page
    const refs = differing(page, second.said)
    const truth = refs.length === 0 ? [] : await this.#read(refs, page.height, signal)
    const mine = this.#fits(member, { list, page, truth })
    const theirs = this.#fits(second.peer, { list, page: second.said, truth })
    if (mine === theirs) return withTruth(page, { list, truth })
    return mine ? page : second.said
  }

  /** False, and the node is accused, where its page says otherwise than what was found. */
  #fits(
    member: Member,
    { list, page, truth }: { list: ListRef; page: PageRead; truth: readonly RecordRead[] },
  ): boolean {
    const own = byRef(page)
    const wrong = truth.find(({ ref, records, quarantined }) => {
      const [record] = records
      if (quarantined.length > 0) return false
      const wanted = record !== undefined && isIn(list, record) ? plainJson(record) : undefined
      return own.get(refText(ref)) !== wanted
    })
    if (wrong)
      this.#records.accuse(member, wrong.ref, {
        height: page.height,
        flaw: 'its list differs from the record',
      })
    return wrong === undefined
  }
}

/** A list holds its kind in its state; a deployment's groups come along in any. */
const isIn = (list: ListRef, record: ChainRecord) =>
  record.kind !== list.kind || list.state === '' || !('state' in record) || record.state === list.state

const samePage = (a: PageRead, b: PageRead) =>
  a.parts.length === b.parts.length &&
  a.parts.every((part, index) => Buffer.compare(part, b.parts[index] ?? part) === 0)

/** The main records of a page (a deployment's groups come with it), by reference. */
const byRef = (page: PageRead) =>
  new Map(page.records.map((record) => [refText(refOf(record)), plainJson(record)]))

function differing(a: PageRead, b: PageRead): RecordRef[] {
  const [mine, theirs] = [byRef(a), byRef(b)]
  const refs = new Map([...a.records, ...b.records].map((record) => [refText(refOf(record)), refOf(record)]))
  return [...refs].flatMap(([text, ref]) => (mine.get(text) === theirs.get(text) ? [] : [ref]))
}

/** The page with what was found in the place of what it says; what could not be decided goes to quarantine. */
function withTruth(
  page: PageRead,
  { list, truth }: { list: ListRef; truth: readonly RecordRead[] },
): PageRead {
  const doubtful = new Set(truth.map(({ ref }) => refText(ref)))
  const certain = page.records.filter((record) => !doubtful.has(refText(refOf(record))))
  const found = truth.flatMap(({ records }) => records.filter((record) => isIn(list, record)))
  return {
    ...page,
    records: [...new Map([...certain, ...found].map((record) => [refText(refOf(record)), record])).values()],
    quarantined: [...page.quarantined, ...truth.flatMap(({ quarantined }) => quarantined)],
  }
}
