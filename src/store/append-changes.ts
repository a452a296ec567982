import type { Change } from '#domain/change.ts'
import { allSent } from './all-sent.ts'
import type { Queryable } from './connection.ts'
import { jsonText } from './json-text.ts'

/** Any number that nothing else in the database locks: "feed" in ASCII. */
const FEED_LOCK = 0x66_65_65_64
/** Carries the last position; a wake-up, the feed itself is the truth. */
export const FEED_CHANNEL = 'ipgw_feed'

/**
 * Appends to the feed, in the order given; a change that is there already is left out. Positions are
 * contiguous and in commit order, as the lock is held until the transaction ends: nobody can commit a
 * smaller position after a larger one. Lock and insert are two statements, because a statement sees only
 * what was committed before it began. Both are sent at once.
 */
export async function appendChanges(tx: Queryable, changes: readonly Change[]): Promise<void> {
  const rows = jsonText(changes.map(changeRow))
  await allSent<unknown>([
    tx`select pg_advisory_xact_lock(${FEED_LOCK})`.execute(),
    tx`
      with listed as (
        select r.*, row_number() over (partition by kind, subject, height order by ordinal) as nth
        from rows from (json_to_recordset(${rows}::text::json) as (
          kind text, subject text, height bigint, owner text, dseq numeric, provider text,
          lease_key text, before json, after json
        )) with ordinality as r(kind, subject, height, owner, dseq, provider, lease_key, before, after, ordinal)
      ), news as (
        select * from listed r where nth = 1 and not exists (
          select from change c where c.subject = r.subject and c.height = r.height and c.kind = r.kind
        )
      ), written as (
        insert into change (position, kind, subject, height, at, owner, dseq, provider, lease_key, before, after)
        select (select coalesce(max(position), 0) from change) + row_number() over (order by ordinal),
          kind, subject, height, (select b.time from block b where b.height = news.height),
          owner, dseq, provider, lease_key, before, after
        from news order by ordinal
        returning position
      )
      select pg_notify(${FEED_CHANNEL}, max(position)::text) from written having count(*) > 0`.execute(),
  ])
}

function changeRow({ kind, subject, height, before, after }: Change) {
  const [first = '', dseq, , , provider] = subject.split('/')
  const isProvider = kind.startsWith('PROVIDER_')
  return {
    kind,
    subject,
    height,
    owner: isProvider ? null : first,
    dseq: dseq ?? null,
    provider: isProvider ? first : (provider ?? null),
    lease_key: kind.startsWith('LEASE_') ? subject : null,
    before,
    after,
  }
}
