import type { BlockFacts, PositionedEvent, Quarantined } from '#domain/event.ts'
import { subjectOf } from '#domain/event-subject.ts'
import { Failure } from '#domain/failure.ts'
import { type ChainRecord, type RecordRef, refText } from '#domain/record.ts'
import { readBlocks, readHeader } from '../block-reader.ts'
import { rawJson } from '../decode/quarantine.ts'
import type { Member } from '../rpc/roster.ts'
import { type RecordRead, readRecords } from '../state-reader.ts'
import { bidContradiction, eventContradiction } from './contradiction.ts'
import { Peers, type PeersOptions } from './peers.ts'
import { differenceOf, factsText, plainJson, toldOf } from './told.ts'
import { unreadable } from './unreadable.ts'
import { judged, majority } from './vote.ts'

interface View {
  readonly voter: Member
  /** Where it contradicts itself; absent where nobody looked. */
  readonly flaw?: string | null
  readonly text: string
  readonly facts: BlockFacts
}

const view = (voter: Member, facts: BlockFacts): View => ({ voter, facts, text: factsText(facts) })

/** How often nodes that disagree are asked again before what they disagree on is put aside. */
const ROUNDS = 3
const PAUSE_MS = 200

/**
 * Compares what one node says of blocks with what a second one says. Where they differ, a majority decides;
 * without one, the node whose events do not fit its own state before and after the block has lied. What stays
 * undecided goes to quarantine: nothing of it is believed, and the rest of the block goes on.
 */
export class CrossCheckedBlocks {
  readonly #options: PeersOptions & { readonly chainId: string }
  readonly #peers: Peers

  constructor(options: PeersOptions & { readonly chainId: string }) {
    this.#options = options
    this.#peers = new Peers(options)
  }

  /** `facts` are contiguous. Throws NODE_ANSWER_INVALID where nodes disagree on which block it is. */
  async checked(
    member: Member,
    facts: readonly BlockFacts[],
    signal: AbortSignal,
  ): Promise<readonly BlockFacts[]> {
    const [first, last] = [facts.at(0), facts.at(-1)]
    if (first === undefined || last === undefined) return facts
    const range = { from: first.height, to: last.height }
    const need = { what: `blocks ${range.from} to ${range.to}`, ...range }
    const second = await this.#peers.second(member, need, (peer) => this.#facts(peer, range, signal))
    if (second === null) return facts
    return Promise.all(
      facts.map((mine, index) => {
        const theirs = second.said[index]
        if (theirs === undefined || factsText(mine) === factsText(theirs)) return mine
        return this.#settle([view(member, mine), view(second.peer, theirs)], signal)
      }),
    )
  }

  async #facts(
    peer: Member,
    range: { from: number; to: number },
    signal: AbortSignal,
  ): Promise<readonly BlockFacts[]> {
    const blocks = await readBlocks(peer.endpoint, { ...range, chainId: this.#options.chainId }, signal)
    return blocks.map((block) => {
      if ('facts' in block) return block.facts
      throw new Failure('NODE_ANSWER_INVALID', block.unread.failure.message, {
        height: block.unread.block.height,
      })
    })
  }

  async #settle(two: readonly [View, View], signal: AbortSignal): Promise<BlockFacts> {
    const { height } = two[0].facts
    for (let round = 1; ; round++) {
      const views = await this.#allViews(two, signal)
      const outcome = majority(views) ?? judged(await this.#examined(views, signal))
      const winner = outcome?.winners[0]
      if (outcome && winner) {
        for (const loser of outcome.losers) this.#accuse(loser, winner)
        return winner.facts
      }
      if (round === ROUNDS) return this.#undecided(two)
      await this.#options.clock.sleep(PAUSE_MS, signal)
      const again = await Promise.all(two.map(({ voter }) => this.#again(voter, height, signal)))
      const [mine, theirs] = again
      if (mine && theirs && mine.text === theirs.text) return mine.facts
    }
  }

  async #again(voter: Member, height: number, signal: AbortSignal): Promise<View | null> {
    const facts = await this.#peers.try(voter, (peer) =>
      this.#facts(peer, { from: height, to: height }, signal),
    )
    return facts?.[0] === undefined ? null : view(voter, facts[0])
  }

  async #allViews(two: readonly [View, View], signal: AbortSignal): Promise<View[]> {
    const { height } = two[0].facts
    const range = { from: height, to: height }
    const need = { what: `block ${height}`, ...range }
    const asked = two.map(({ voter }) => voter)
    const others = await this.#peers.others(asked, need, (peer) => this.#facts(peer, range, signal))
    return [...two, ...others.flatMap(({ peer, said }) => (said[0] ? [view(peer, said[0])] : []))]
  }

  /** Holds the events that are in dispute against the state of the node that told them. */
  #examined(views: readonly View[], signal: AbortSignal): Promise<(View & { flaw: string | null })[]> {
    const [first, ...rest] = views
    const refs = first === undefined ? [] : rest.flatMap(({ facts }) => disputed(first.facts, facts))
    return Promise.all(
      views.map(async (one) => ({ ...one, flaw: await this.#flaw(one, distinct(refs), signal) })),
    )
  }

  async #flaw(
    { voter, facts }: View,
    refs: readonly RecordRef[],
    signal: AbortSignal,
  ): Promise<string | null> {
    const link = await this.#linkFlaw(voter, facts, signal)
    if (link !== null) return link
    const read = (height: number) =>
      this.#peers.try(voter, ({ endpoint }) =>
        readRecords(endpoint, { refs: withBids(refs), at: { height, latest: false } }, signal),
      )
    const [before, after] = await Promise.all([read(facts.height - 1), read(facts.height)])
    if (before === null || after === null) return null
    const odd = unreadable([...before, ...after])
    if (odd !== null) return odd
    const [old, now] = [byRef(before), byRef(after)]
    const flaws = refs.map((ref) => {
      const told = toldOf(facts, ref)
      const bid = now.get(refText({ kind: 'bid', key: ref.key })) ?? null
      const [was, is] = [old.get(refText(ref)) ?? null, now.get(refText(ref)) ?? null]
      return eventContradiction(told, was, is) ?? bidContradiction(is, bid)
    })
    return flaws.find((flaw) => flaw !== null) ?? null
  }

  /** Holds a block against the node's own blocks before and after it. */
  async #linkFlaw(voter: Member, facts: BlockFacts, signal: AbortSignal): Promise<string | null> {
    const { chainId } = this.#options
    const header = (height: number) =>
      this.#peers.glance(voter, ({ endpoint }) => readHeader(endpoint, { height, chainId }, signal))
    const parent = facts.height === 1 ? null : await header(facts.height - 1)
    if (parent !== null && parent.hash !== facts.parentHash) return 'it names another parent than its own'
    const child = await header(facts.height + 1)
    return child !== null && child.parentHash !== facts.hash ? 'its next block names another parent' : null
  }

  #accuse(loser: View, winner: View): void {
    const records = disputed(winner.facts, loser.facts).map(refText).join(', ')
    const { height } = loser.facts
    const against = `it differs from ${winner.voter.endpoint.name} on ${records || 'the block'}`
    const message = `lies about block ${height}: ${loser.flaw ?? against}`
    this.#options.endpoints.blame(
      loser.voter,
      new Failure('NODE_ANSWER_INVALID', message, { height, records, lied: true }),
    )
  }

  /** Keeps what both say; what only one says waits in quarantine. */
  #undecided([mine, theirs]: readonly [View, View]): BlockFacts {
    const { facts } = mine
    const { height } = facts
    const names = [mine, theirs].map(({ voter }) => voter.endpoint.name).join(' and ')
    const failure = new Failure('NODE_ANSWER_INVALID', `${names} disagree on block ${height}`, { height })
    for (const { voter } of [mine, theirs]) this.#options.endpoints.note(voter, failure)
    if (mine.facts.hash !== theirs.facts.hash || mine.facts.parentHash !== theirs.facts.parentHash)
      throw failure
    const { common, onlyFirst, onlySecond } = differenceOf(mine.facts, theirs.facts)
    const aside = [...onlyFirst, ...onlySecond].map((event) => asideOf(event, height, failure.message))
    const quarantined = [...facts.quarantined, ...aside]
    return { ...facts, events: common, quarantined, received: common.length + quarantined.length }
  }
}

/** A lease is also held against the bid that won it. */
const withBids = (refs: readonly RecordRef[]): RecordRef[] =>
  distinct(refs.flatMap((ref) => (ref.kind === 'lease' ? [ref, { kind: 'bid', key: ref.key }] : [ref])))

const byRef = (reads: readonly RecordRead[]): ReadonlyMap<string, ChainRecord> =>
  new Map(reads.flatMap(({ ref, records: [own] }) => (own === undefined ? [] : [[refText(ref), own]])))

function disputed(first: BlockFacts, second: BlockFacts): RecordRef[] {
  const { onlyFirst, onlySecond } = differenceOf(first, second)
  return distinct([...onlyFirst, ...onlySecond].map(({ event }) => subjectOf(event)))
}

const distinct = (refs: readonly RecordRef[]): RecordRef[] => [
  ...new Map(refs.map((ref) => [refText(ref), ref])).values(),
]

function asideOf(
  { txIndex, eventIndex, event }: PositionedEvent,
  height: number,
  reason: string,
): Quarantined {
  return { height, txIndex, eventIndex, reason, raw: rawJson(JSON.parse(plainJson(event))) }
}
