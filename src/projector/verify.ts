import type { ChainRecord, HardKind, RecordRef } from '#domain/record.ts'
import { isSoft, recordKey, refOf, refText } from '#domain/record.ts'
import { recordsByRef } from './fold/news.ts'
import type { FieldDrift } from './fold/record-drift.ts'
import { recordDrift } from './fold/record-drift.ts'
import { recordsOf } from './fold/records-of.ts'
import { distinct } from './fold/touched.ts'
import { activeLists, allLists } from './lists.ts'
import type { Cursor, Known, ListRef, Source, StateRead, Store } from './ports.ts'

/** A record that is not in the database as it is on chain, and what chain state says of it. */
export interface Drift {
  readonly ref: RecordRef
  readonly fields: readonly FieldDrift[]
  readonly read: StateRead
}

/** `active`: what is not over yet, and providers; `all`: every record that the chain keeps. */
export type VerifyScope = 'active' | 'all'

interface VerifyOptions {
  readonly scope: VerifyScope
  readonly checked?: (count: number) => void
  readonly walked?: (records: readonly ChainRecord[]) => void
  readonly moved?: (facts: readonly Known[]) => void
}

interface Ports {
  readonly source: Source
  readonly store: Store
}

/** States in which a stored record counts as not over; null: all of them. */
const scanned: Readonly<Record<HardKind, readonly string[] | null>> = {
  deployment: ['active'],
  group: ['open', 'paused'],
  order: ['open', 'active'],
  bid: ['open', 'active'],
  lease: ['active', 'reclaiming'],
  provider: null,
  audits: null,
}

/** Records that are compared in one go when suspects are looked at again. */
const PIECE = 200
/** A suspect may just have moved on chain; what differs three times is drift. */
const ROUNDS = 3

/**
 * Compares the database with chain state, both ways, and answers what differs. Safe beside a running
 * indexer: a record that moved meanwhile is looked at again. `checked` is told how many records were
 * compared, `walked` what the lists of the chain hold, page by page, and `moved` the soft facts that are
 * stored otherwise: those are no drift, only older.
 */
export async function verify(ports: Ports, options: VerifyOptions, signal: AbortSignal): Promise<Drift[]> {
  const cursor = await ports.store.cursor()
  if (cursor === null) return []
  const seen = new Set<string>()
  const suspects: RecordRef[] = []
  for (const list of options.scope === 'active' ? activeLists : allLists)
    for await (const refs of differing(ports, { ...options, list, height: cursor.height, seen }, signal)) {
      suspects.push(...refs)
      options.checked?.(seen.size)
    }
  suspects.push(...(await unseen(ports.store, options.scope, seen)))
  return confirm(ports, distinct(suspects), signal)
}

/** Walks one list; yields what differs page by page and notes everything it saw. */
async function* differing(
  ports: Ports,
  walk: Pick<VerifyOptions, 'walked' | 'moved'> & { list: ListRef; height: number; seen: Set<string> },
  signal: AbortSignal,
): AsyncGenerator<RecordRef[]> {
  let resume: Uint8Array | null = null
  do {
    const page: Awaited<ReturnType<Source['page']>> = await ports.source.page(
      walk.list,
      resume,
      walk.height,
      signal,
    )
    const records = [...page.records, ...(await auditsOf(ports.source, page.records, walk.height, signal))]
    for (const record of records) if (!isSoft(record.kind)) walk.seen.add(refText(refOf(record)))
    walk.walked?.(records)
    const differs = await different(ports.store, records)
    walk.moved?.(differs.filter(({ kind }) => isSoft(kind)).map((record) => fromState(record, page.height)))
    yield differs.filter(({ kind }) => !isSoft(kind)).map(refOf)
    resume = page.next
  } while (resume !== null)
}

async function auditsOf(
  source: Source,
  records: readonly ChainRecord[],
  height: number,
  signal: AbortSignal,
): Promise<ChainRecord[]> {
  const refs = records.flatMap((record): RecordRef[] =>
    record.kind === 'provider' ? [{ kind: 'audits', key: record.address }] : [],
  )
  if (refs.length === 0) return []
  return (await source.read(refs, height, signal)).map(chainRecord).filter((record) => record !== null)
}

const fromState = (record: ChainRecord, height: number): Known => ({
  record,
  evidence: { source: 'state', height },
})

async function different(store: Store, records: readonly ChainRecord[]): Promise<ChainRecord[]> {
  const stored = recordsByRef(await store.load(records.map(refOf)))
  return records.filter(
    (record) => recordDrift(stored.get(refText(refOf(record))) ?? null, record).length > 0,
  )
}

/** Stored records that no list of the chain showed. */
async function unseen(store: Store, scope: VerifyScope, seen: ReadonlySet<string>): Promise<RecordRef[]> {
  const found: RecordRef[] = []
  for (const kind of Object.keys(scanned) as HardKind[])
    for await (const piece of store.scan(kind, scope === 'active' ? scanned[kind] : null))
      found.push(...piece.map(({ record }) => refOf(record)).filter((ref) => !seen.has(refText(ref))))
  return found
}

/** Looks at suspects again, record by record, at the height the database has reached. */
async function confirm(ports: Ports, suspects: readonly RecordRef[], signal: AbortSignal): Promise<Drift[]> {
  let drifts: Drift[] = suspects.map((ref) => ({
    ref,
    fields: [],
    read: { ref, records: [], quarantined: [], height: 0 },
  }))
  for (let round = 0; round < ROUNDS && drifts.length > 0; round++) {
    const refs = drifts.map((drift) => drift.ref)
    drifts = []
    for (let at = 0; at < refs.length; at += PIECE)
      drifts.push(...(await compareSingly(ports, refs.slice(at, at + PIECE), signal)))
  }
  return drifts
}

async function compareSingly(
  { source, store }: Ports,
  refs: readonly RecordRef[],
  signal: AbortSignal,
): Promise<Drift[]> {
  const cursor: Cursor | null = await store.cursor()
  const reads = await source.read(refs, cursor?.height ?? 0, signal)
  const known = await store.load(refs)
  const stored = recordsByRef(known)
  return reads.flatMap((read) => {
    // What cannot be read cannot be compared; its bytes are in quarantine.
    if (read.records.length === 0 && read.quarantined.length > 0) return []
    const fields = recordDrift(stored.get(refText(read.ref)) ?? null, chainRecord(read))
    return fields.length === 0 ? [] : [{ ref: read.ref, fields, read }]
  })
}

/** The one record that a read was about; null where there is none. */
function chainRecord(read: StateRead): ChainRecord | null {
  const { kind, key } = read.ref
  return recordsOf(read).find((record) => record.kind === kind && recordKey(record) === key) ?? null
}
