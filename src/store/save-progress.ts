import { createHash } from 'node:crypto'
import type { Quarantined } from '#domain/event.ts'
import type { BlockPoint, Stage } from './commit-input.ts'
import type { Queryable } from './connection.ts'
import { jsonText } from './json-text.ts'

/** Keeps the times of blocks; a block that is known stays as it is, blocks are final. */
export async function saveBlocks(tx: Queryable, blocks: readonly BlockPoint[]): Promise<void> {
  await tx`
    insert into block (height, hash, time)
    select height, hash, time
    from jsonb_to_recordset(${jsonText(blocks)}::text::jsonb) as r(height bigint, hash text, time timestamptz)
    on conflict (height) do nothing`.execute()
}

/** Keeps what could not be read, once. */
export async function saveQuarantined(tx: Queryable, found: readonly Quarantined[]): Promise<void> {
  const rows = found.map((one) => ({
    height: one.height,
    tx_index: one.txIndex,
    event_index: one.eventIndex,
    reason: one.reason,
    raw: Buffer.from(one.raw).toString('base64'),
    content_hash: contentHash(one),
  }))
  await tx`
    insert into quarantine (height, tx_index, event_index, reason, raw, content_hash)
    select height, tx_index, event_index, reason, decode(raw, 'base64'), decode(content_hash, 'hex')
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as r(height bigint, tx_index int, event_index int,
      reason text, raw text, content_hash text)
    on conflict (content_hash) do nothing`.execute()
}

/** What and where, not why: a better worded reason is no second finding. */
function contentHash(one: Quarantined): string {
  return createHash('sha256')
    .update(`${one.height}/${one.txIndex}/${one.eventIndex}/`)
    .update(one.raw)
    .digest('hex')
}

/** Keeps how far the lists were read. Their order is that in which they first came. */
export async function saveStages(tx: Queryable, stages: readonly Stage[]): Promise<void> {
  const rows = stages.map(({ list, resume, done, total, finished }) => ({
    kind: list.kind,
    state: list.state,
    resume: resume === null ? null : Buffer.from(resume).toString('hex'),
    done,
    total,
    finished,
  }))
  await tx`
    insert into stage (kind, state, ordinal, resume, done, total, finished)
    select kind, state, (select coalesce(max(ordinal), -1) from stage) + nth, decode(resume, 'hex'), done, total, finished
    from rows from (jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as (kind text, state text, resume text,
      done bigint, total bigint, finished boolean)) with ordinality as r(kind, state, resume, done, total, finished, nth)
    on conflict (kind, state) do update
    set resume = excluded.resume, done = excluded.done, total = excluded.total, finished = excluded.finished`.execute()
}
