import { Bid_State } from '#chain/wire/generated/akash_market.generated.ts'
import { txEvents } from '../block/parse.ts'
import { storeKey } from '../state/store-key.ts'
import { at, type Recording } from './recording.ts'
import { type ReadKind, type ReadRecord, recordsOf, type Version } from './timeline.ts'
import { type RecordedTx, recordedTxs, touchedHeights } from './transactions.ts'

/** Every record of a recording over time, by kind and store key. */
export type Timelines = ReadonlyMap<ReadKind, ReadonlyMap<string, readonly Version[]>>

/**
 * Rebuilds state at every height from what was read at some heights. The recording read every record at the
 * tip and at each height whose events name it; what changed without an event is dated afterwards (see `dated`).
 */
export function rebuild(
  recording: Recording,
  txs: readonly RecordedTx[] = recordedTxs(recording),
): Timelines {
  const reads = new Map<ReadKind, Map<string, Version[]>>()
  for (const query of recording.queries) {
    if (query.code !== 0) continue
    for (const record of recordsOf(query.path, query.value)) note(reads, { height: query.height, record })
  }
  const date = dating(recording, txs)
  for (const timelines of reads.values()) {
    for (const [key, versions] of timelines) timelines.set(key, distinct(versions, date))
  }
  return reads
}

/** The version that was true after block `height`; null before the record's first. */
export function versionAt(versions: readonly Version[], height: number): ReadRecord | null {
  return versions.findLast((version) => version.height <= height)?.record ?? null
}

function note(reads: Map<ReadKind, Map<string, Version[]>>, version: Version): void {
  const { kind, key } = version.record
  const ofKind = reads.get(kind) ?? new Map<string, Version[]>()
  reads.set(kind, ofKind)
  const versions = ofKind.get(key) ?? []
  ofKind.set(key, versions)
  versions.push(version)
}

type Dating = (before: Version, after: Version) => number

function distinct(versions: readonly Version[], date: Dating): Version[] {
  const kept: Version[] = []
  for (const version of [...versions].sort((a, b) => a.height - b.height)) {
    const before = kept.at(-1)
    if (before === undefined) kept.push(version)
    else if (Buffer.compare(before.record.bytes, version.record.bytes) !== 0)
      kept.push({ height: date(before, version), record: version.record })
  }
  return kept
}

/**
 * When a record turned from one read version into the next. A bid is lost without an event, in the block that
 * creates the lease of its order. Everything else changes in a transaction that names its deployment: the last
 * one between the two reads. Providers are read at each of their events.
 */
function dating(recording: Recording, txs: readonly RecordedTx[]): Dating {
  const leased = leaseHeights(recording)
  const touched = touchedHeights(txs)
  return (before, after) => {
    const { kind, state, key, owner, dseq } = after.record
    if (kind === 'provider') return after.height
    const within = (height: number) => height > before.height && height <= after.height
    if (kind === 'bid' && state === Bid_State.lost) return leased.get(orderPart(key)) ?? after.height
    return touched(owner, dseq).findLast(within) ?? after.height
  }
}

/** owner NUL dseq(8) gseq(4) oseq(4): where every bid's key begins with its order's. */
const orderPart = (bidKey: string) => bidKey.slice(0, bidKey.indexOf('\0') + 1 + 16)

function leaseHeights(recording: Recording): ReadonlyMap<string, number> {
  const heights = new Map<string, number>()
  for (const [index, results] of recording.blockResults.entries()) {
    for (const { type, attributes } of txEvents(results)) {
      if (type !== 'akash.market.v1.EventLeaseCreated') continue
      const id: unknown = JSON.parse(attributes.id ?? '{}')
      heights.set(orderKeyOf(id), index + 1)
    }
  }
  return heights
}

const orderKeyOf = (id: unknown) =>
  storeKey({
    owner: String(at(id, 'owner')),
    dseq: BigInt(String(at(id, 'dseq'))),
    gseq: Number(at(id, 'gseq')),
    oseq: Number(at(id, 'oseq')),
  })
