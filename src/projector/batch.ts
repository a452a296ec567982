import type { BlockFacts } from '#domain/event.ts'
import { Failure } from '#domain/failure.ts'
import type { RecordRef } from '#domain/record.ts'
import { refOf, refText } from '#domain/record.ts'
import { applyEvents } from './fold/apply-events.ts'
import { applyReads } from './fold/apply-reads.ts'
import { eventNews, inFeedOrder, newsOf, recordsByRef } from './fold/news.ts'
import { bidsCreatedFor, distinct, matchedOrders, refsToLoad, refsToRead, wonBids } from './fold/touched.ts'
import { WorkingSet } from './fold/working-set.ts'
import type { BlockPoint, Commit, Cursor, Known, Source, StateRead, Store } from './ports.ts'

/** Blocks that follow one another, and the state reads that their events alone call for, at the last height. */
export interface Fetched {
  readonly blocks: readonly BlockFacts[]
  readonly reads: readonly StateRead[]
}

export interface Batch {
  readonly commit: Commit
  /** Something could not be read, or events and state contradict: only comparing with chain state mends that. */
  readonly doubtful: boolean
}

/** Fetches a batch; needs nothing that is stored, so that it can run ahead of the writer. */
export async function fetchBatch(
  source: Source,
  range: { from: number; to: number },
  signal: AbortSignal,
): Promise<Fetched> {
  const blocks = await source.blocks(range.from, range.to, signal)
  const refs = refsToRead(blocks)
  return { blocks, reads: refs.length === 0 ? [] : await source.read(refs, range.to, signal) }
}

/** Turns a fetched batch into the one commit that writes it. Throws CHAIN_GAP when it does not follow the cursor. */
export async function foldBatch(
  ports: { source: Source; store: Store },
  input: { cursor: Cursor; latestHeight: number; fetched: Fetched },
  signal: AbortSignal,
): Promise<Batch> {
  const { cursor, fetched } = input
  const tip = checkLinks(cursor, fetched.blocks)
  const { known, openBids } = await loadFor(ports.store, fetched.blocks)
  const set = new WorkingSet([...openBids, ...known])
  const unfit = applyEvents(set, fetched.blocks)
  const missing = missingReads(fetched, unfit, openBids)
  const reads = missing.length === 0 ? [] : await ports.source.read(missing, tip.height, signal)
  const allReads = [...fetched.reads, ...reads]
  const contradictions = applyReads(set, allReads)
  const window = { from: cursor.height + 1, to: tip.height, bootstrapHeight: cursor.bootstrapHeight }
  const changes = inFeedOrder([
    ...newsOf(set.all(), recordsByRef(known), window),
    ...eventNews(fetched.blocks, absentOf(allReads)),
  ])
  const unread = allReads.flatMap((read) => read.quarantined)
  const odd = fetched.blocks.flatMap((block) => block.quarantined)
  const doubtful = odd.length + contradictions.length > 0
  return {
    doubtful,
    commit: {
      expected: { height: cursor.height, hash: cursor.hash },
      cursor: {
        ...cursor,
        ...tip,
        resyncNeeded: cursor.resyncNeeded || doubtful,
      },
      latestHeight: Math.max(input.latestHeight, tip.height),
      records: set.changed(),
      removed: [],
      changes,
      blocks: pointsFor(fetched.blocks, new Set(changes.map((change) => change.height))),
      quarantined: [...odd, ...unread],
      received: fetched.blocks.reduce((sum, block) => sum + block.received, unread.length),
      stages: [],
    },
  }
}

/** What the chain says that it does not have. */
function absentOf(reads: readonly StateRead[]): ReadonlySet<string> {
  const absent = reads.filter(({ records, quarantined }) => records.length + quarantined.length === 0)
  return new Set(absent.map(({ ref }) => refText(ref)))
}

async function loadFor(
  store: Store,
  blocks: readonly BlockFacts[],
): Promise<{ known: readonly Known[]; openBids: readonly Known[] }> {
  const refs = refsToLoad(blocks)
  const orders = matchedOrders(blocks)
  const [known, openBids] = await Promise.all([
    refs.length === 0 ? [] : store.load(refs),
    orders.length === 0 ? [] : store.openBids(orders),
  ])
  return { known, openBids }
}

/** What must still be read: records for which events did not suffice, and bids that may have lost silently. */
function missingReads(
  fetched: Fetched,
  unfit: readonly RecordRef[],
  openBids: readonly Known[],
): RecordRef[] {
  const won = new Set(wonBids(fetched.blocks))
  const orders = new Set(matchedOrders(fetched.blocks))
  const rivals = [...openBids.map(({ record }) => refOf(record)), ...bidsCreatedFor(fetched.blocks, orders)]
  const have = new Set(fetched.reads.map((read) => refText(read.ref)))
  const wanted = [...unfit, ...rivals.filter((ref) => !won.has(ref.key))]
  return distinct(wanted).filter((ref) => !have.has(refText(ref)))
}

/** Heights are contiguous and every block names the one before it. Answers the last block. */
function checkLinks(cursor: BlockPoint, blocks: readonly BlockFacts[]): BlockPoint {
  return blocks.reduce<BlockPoint>(
    (before, block) => {
      if (block.height !== before.height + 1)
        throw new Failure('CHAIN_GAP', `block ${block.height} does not follow block ${before.height}`, {
          height: block.height,
        })
      if (block.parentHash !== before.hash)
        throw new Failure(
          'CHAIN_GAP',
          `block ${block.height} names ${block.parentHash} as its parent; ${before.hash} is stored`,
          {
            height: block.height,
            parent: block.parentHash,
            stored: before.hash,
          },
        )
      return { height: block.height, hash: block.hash, time: block.time }
    },
    { height: cursor.height, hash: cursor.hash, time: cursor.time },
  )
}

/** Only blocks that somebody will ask the time of are kept. */
function pointsFor(blocks: readonly BlockFacts[], heights: ReadonlySet<number>): BlockPoint[] {
  const named = blocks.filter((block) => heights.has(block.height))
  return named.map(({ height, hash, time }) => ({ height, hash, time }))
}
