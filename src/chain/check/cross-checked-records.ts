import type { Quarantined } from '#domain/event.ts'
import { Failure } from '#domain/failure.ts'
import { isSoft, type RecordRef, refText } from '#domain/record.ts'
import { readBlocks } from '../block-reader.ts'
import type { Member } from '../rpc/roster.ts'
import { type RecordRead, readRecords, type StateAt } from '../state-reader.ts'
import { bidContradiction, claimContradiction, claimOf, recordContradiction } from './contradiction.ts'
import { Peers, type PeersOptions } from './peers.ts'
import { plainJson, type Told, toldOf } from './told.ts'
import { unreadable } from './unreadable.ts'
import { judged, majority } from './vote.ts'

interface View {
  readonly voter: Member
  /** Where it contradicts itself; absent where nobody looked. */
  readonly flaw?: string | null
  readonly text: string
  readonly read: RecordRead
}

const textOf = ({ bytes }: RecordRead) => (bytes === null ? 'none' : Buffer.from(bytes).toString('base64'))
const view = (voter: Member, read: RecordRead): View => ({ voter, read, text: textOf(read) })

/**
 * Compares what one node's state says of records with what a second one's says. Where they differ, a majority
 * decides; without one, the node whose claim does not fit its own events has lied. What stays undecided comes
 * back without records and in quarantine: nothing of it is believed. A dispute on a soft fact alone costs no more
 * than that fact.
 */
export class CrossCheckedRecords {
  readonly #options: PeersOptions & { readonly chainId: string }
  readonly #peers: Peers

  constructor(options: PeersOptions & { readonly chainId: string }) {
    this.#options = options
    this.#peers = new Peers(options)
  }

  /** Answers in the order of `reads`. */
  async checked(
    member: Member,
    reads: readonly RecordRead[],
    signal: AbortSignal,
  ): Promise<readonly RecordRead[]> {
    if (reads.length === 0) return reads
    const { refs, at } = asked(reads)
    const second = await this.#peers.second(member, needOf(at), (peer) =>
      this.#reads(peer, { refs, at }, signal),
    )
    if (second === null) return reads
    return Promise.all(
      reads.map((mine, index) => {
        const theirs = second.said[index]
        if (theirs === undefined || textOf(mine) === textOf(theirs) || mine.height !== theirs.height)
          return mine
        return this.#settle([view(member, mine), view(second.peer, theirs)], at, signal)
      }),
    )
  }

  /** A node said something else of a record than what was found to be true. */
  accuse(loser: Member, ref: RecordRef, { height, flaw }: { height: number; flaw: string }): void {
    const message = `lies about ${refText(ref)} at height ${height}: ${flaw}`
    const failure = new Failure('NODE_ANSWER_INVALID', message, { height, record: refText(ref), lied: true })
    this.#options.endpoints.blame(loser, failure)
  }

  #reads(
    peer: Member,
    wish: { refs: readonly RecordRef[]; at: StateAt },
    signal: AbortSignal,
  ): Promise<readonly RecordRead[]> {
    return readRecords(peer.endpoint, wish, signal)
  }

  async #settle(two: readonly View[], at: StateAt, signal: AbortSignal): Promise<RecordRead> {
    const [first] = two
    if (first === undefined) throw new Failure('INTERNAL', 'nobody to settle')
    const { ref } = first.read
    const asked = two.map(({ voter }) => voter)
    const others = await this.#peers.others(asked, needOf(at), (peer) =>
      this.#reads(peer, { refs: [ref], at }, signal),
    )
    const same = others.flatMap(({ peer, said }) =>
      said[0]?.height === first.read.height ? [view(peer, said[0])] : [],
    )
    const views = [...two, ...same]
    const outcome = majority(views) ?? judged(await this.#examined(views, signal))
    const winner = outcome?.winners[0]
    if (outcome === null || winner === undefined) return this.#undecided(views, ref)
    const { height } = first.read
    for (const { voter, flaw } of outcome.losers)
      this.accuse(voter, ref, { height, flaw: flaw ?? 'the majority differs' })
    return winner.read
  }

  /** Holds each node's claim against its own events at every height that any of them claims. */
  #examined(views: readonly View[], signal: AbortSignal): Promise<(View & { flaw: string | null })[]> {
    const claims = views.map(({ read }) => claimOf(read.records[0] ?? null))
    const heights = new Set(
      claims.flatMap(({ created, closed }) => [created, closed]).filter((height) => height !== null),
    )
    return Promise.all(
      views.map(async (one) => ({ ...one, flaw: await this.#flaw(one, [...heights], signal) })),
    )
  }

  async #flaw(
    { voter, read }: View,
    heights: readonly number[],
    signal: AbortSignal,
  ): Promise<string | null> {
    const record = read.records[0] ?? null
    const found =
      unreadable([read]) ?? recordContradiction(record) ?? (await this.#bidFlaw(voter, read, signal))
    if (found !== null) return found
    const flaws = await Promise.all(
      heights.map(async (height) => {
        const told = await this.#told(voter, { ref: read.ref, height }, signal)
        return told === null ? null : claimContradiction(record, height, told)
      }),
    )
    return flaws.find((flaw) => flaw !== null) ?? null
  }

  async #bidFlaw(
    voter: Member,
    { ref, records, height }: RecordRead,
    signal: AbortSignal,
  ): Promise<string | null> {
    const lease = records[0] ?? null
    if (lease?.kind !== 'lease') return null
    const wish = { refs: [{ kind: 'bid', key: ref.key } as const], at: { height, latest: false } }
    const bids = await this.#peers.try(voter, (peer) => this.#reads(peer, wish, signal))
    return bidContradiction(lease, bids?.[0]?.records[0] ?? null)
  }

  async #told(
    voter: Member,
    { ref, height }: { ref: RecordRef; height: number },
    signal: AbortSignal,
  ): Promise<Told | null> {
    const range = { from: height, to: height, chainId: this.#options.chainId }
    const blocks = await this.#peers.try(voter, ({ endpoint }) => readBlocks(endpoint, range, signal))
    const [block] = blocks ?? []
    return block !== undefined && 'facts' in block ? toldOf(block.facts, ref) : null
  }

  #undecided(views: readonly View[], ref: RecordRef): RecordRead {
    const height = views[0]?.read.height ?? 0
    const names = views.map(({ voter }) => voter.endpoint.name).join(' and ')
    const reason = `${names} disagree on ${refText(ref)} at height ${height}`
    const failure = new Failure('NODE_ANSWER_INVALID', reason, { height, record: refText(ref) })
    for (const { voter } of views) this.#options.endpoints.note(voter, failure)
    const quarantined = views.flatMap(({ read }): Quarantined[] =>
      read.bytes === null
        ? []
        : [{ height, txIndex: -1, eventIndex: -1, reason, raw: Uint8Array.from(read.bytes) }],
    )
    return { ref, records: undisputed(views), height, quarantined, bytes: null }
  }
}

/** The records of a read without its soft facts, where nobody says otherwise of those. */
function undisputed(views: readonly View[]): RecordRead['records'] {
  const hard = views.map(({ read }) => read.records.filter(({ kind }) => !isSoft(kind)))
  const [first = []] = hard
  return new Set(hard.map(plainJson)).size === 1 ? first : []
}

/** All reads of one call are of one height, or of the latest one each. */
function asked(reads: readonly RecordRead[]): { refs: readonly RecordRef[]; at: StateAt } {
  return { refs: reads.map(({ ref }) => ref), at: { height: reads[0]?.height ?? 0, latest: false } }
}

const needOf = (at: StateAt) => ({ what: `state at height ${at.height}`, to: at.height, state: !at.latest })
