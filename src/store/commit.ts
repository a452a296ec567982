import type { ChainRecord } from '#domain/record.ts'
import { allSent } from './all-sent.ts'
import { appendChanges } from './append-changes.ts'
import type { Commit } from './commit-input.ts'
import type { Database, Queryable } from './connection.ts'
import type { WriterIdentity } from './cursor-row.ts'
import { moveCursor, refusal } from './cursor-row.ts'
import { onDatabase } from './database-failure.ts'
import { countActiveLeases, countIpEndpoints, setProvidersCreated } from './derived.ts'
import { allTables, keysByKind, latestByKind, tableOf } from './record/record-tables.ts'
import { saveBlocks, saveQuarantined, saveStages } from './save-progress.ts'
import { inTransaction } from './transaction.ts'

/**
 * Moves cursor, rows and feed in one transaction, or nothing. Throws FENCED, CHAIN_ID_MISMATCH,
 * CURSOR_MOVED, and DATABASE_UNAVAILABLE or TIMED_OUT where the outcome is unknown: then read the cursor again.
 */
export async function commit(sql: Database, input: Commit, identity: WriterIdentity): Promise<void> {
  await onDatabase(() => (isEmpty(input) ? moveOnly(sql, input, identity) : writeAll(sql, input, identity)))
  await onDatabase(() => analyzeFinished(sql, input))
}

const isEmpty = (input: Commit) =>
  [input.records, input.removed, input.changes, input.blocks, input.quarantined, input.stages].every(
    (list) => list.length === 0,
  )

/** A block without news is one statement, its own transaction, one round trip. */
async function moveOnly(sql: Database, input: Commit, identity: WriterIdentity): Promise<void> {
  if (!(await moveCursor(sql, input, identity))) throw await refusal(sql, input, identity)
}

/**
 * Three round trips: begin; everything else, sent at once; commit. What follows a refused cursor in the
 * pipeline is rolled back with it. Each statement says `execute()`: a query of postgres.js starts when
 * somebody waits for it, which is not the order in which it was written down.
 */
async function writeAll(sql: Database, input: Commit, identity: WriterIdentity): Promise<void> {
  await inTransaction(sql, async (tx) => {
    const moved = moveCursor(tx, input, identity)
    await allSent<unknown>([moved, ...statements(tx, input)])
    if (!(await moved)) throw await refusal(tx, input, identity)
  })
}

function statements(tx: Queryable, input: Commit): Promise<unknown>[] {
  const { blocks, removed, quarantined, stages } = input
  const sent: Promise<unknown>[] = [planByKey(tx)]
  if (blocks.length > 0) sent.push(saveBlocks(tx, blocks))
  sent.push(...saveRecords(tx, input))
  for (const [kind, keys] of keysByKind(removed)) sent.push(send(tx, tableOf(kind).removeText, [keys]))
  if (quarantined.length > 0) sent.push(saveQuarantined(tx, quarantined))
  if (stages.length > 0) sent.push(saveStages(tx, stages))
  return [...sent, ...consequences(tx, input)]
}

/** What follows from the rows. */
function consequences(tx: Queryable, input: Commit): Promise<unknown>[] {
  const { records, changes } = input
  const sent: Promise<unknown>[] = []
  const groups = records.map((known) => known.record).filter((record) => record.kind === 'group')
  const providers = touchedProviders(input)
  const created = changes.filter((change) => change.kind === 'PROVIDER_CREATED')
  if (groups.length + providers.length + changes.length > 0) sent.push(planAnew(tx))
  if (groups.length > 0) sent.push(countIpEndpoints(tx, groups))
  if (providers.length > 0) sent.push(countActiveLeases(tx, providers))
  if (created.length > 0) sent.push(setProvidersCreated(tx, created))
  if (changes.length > 0) sent.push(appendChanges(tx, changes))
  return sent
}

/**
 * A database that was filled minutes ago has no statistics yet; Postgres would read whole tables for every
 * page of a bootstrap. And an upsert has one plan, that need not be made again.
 */
const planByKey = (tx: Queryable) =>
  tx`select set_config(name, 'off', true)
    from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit']) as name
    union all select set_config('plan_cache_mode', 'force_generic_plan', true)`.execute()

/** Where there are two indexes to choose from, the choice that was good for an empty table must not be kept. */
const planAnew = (tx: Queryable) =>
  tx`select set_config('plan_cache_mode', 'force_custom_plan', true)`.execute()

function saveRecords(tx: Queryable, input: Commit): Promise<unknown>[] {
  const byKind = latestByKind(input.records)
  return allTables().flatMap((table) => {
    const records = byKind.get(table.kind) ?? []
    return records.length === 0 ? [] : [send(tx, table.upsertText, table.upsertValues(records))]
  })
}

/** Prepared: these are the statements of every commit. */
async function send(tx: Queryable, text: string, parameters: (string | readonly string[])[]): Promise<void> {
  await tx.unsafe(text, parameters as string[], { prepare: true }).execute()
}

function touchedProviders({ records, removed }: Commit): string[] {
  const providers = new Set(records.flatMap(({ record }) => providerOf(record) ?? []))
  for (const { kind, key } of removed) if (kind === 'lease') providers.add(key.split('/')[4] ?? '')
  return [...providers]
}

function providerOf(record: ChainRecord): string | null {
  if (record.kind === 'lease') return record.id.provider
  return record.kind === 'provider' ? record.address : null
}

/** Below this Postgres' own guess is as good, and better than what it would learn from an empty table. */
const WORTH_ANALYZING = 1000

/** Readers plan by statistics; a list that was just loaded has none that fit. */
async function analyzeFinished(sql: Database, { stages }: Commit): Promise<void> {
  for (const { list, done, finished } of stages) {
    if (!finished || done < WORTH_ANALYZING) continue
    await sql`analyze ${sql(tableOf(list.kind).name)}`
    if (list.kind === 'deployment') await sql`analyze deployment_group, deployment_escrow`
  }
}
