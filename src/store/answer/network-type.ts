import { boolean, type Json, object, raw, word, wordOrNull } from './json.ts'
import type { FieldWriter, ObjectType } from './selection.ts'

const historyType: ObjectType = {
  name: 'HistoryProgress',
  fields: {
    complete: () => boolean('(select count(*) > 0 and bool_and(finished) from stage)'),
    done: () => word('(select coalesce(sum(done), 0) from stage)'),
    // A list that turned out longer than estimated is as long as what was read of it.
    total: () =>
      wordOrNull('(select sum(greatest(done, case when finished then 0 else total end)) from stage)'),
  },
}

/** What the gateway has to say itself, as it stands in the facts. */
const told: FieldWriter = (_on, { field }, statement) => {
  const { network, now } = statement.facts
  return raw(statement.shared(`network ${field}`, network(field, now), 'text'))
}

/** Counts of what is active, which mean nothing before all of that has been read. */
const activeCount =
  (count: string): FieldWriter =>
  (): Json =>
    raw(
      `coalesce((select case when active_complete then (${count})::text end from cursor where id = 1), 'null')`,
    )

/** There is one network; it has no row of its own. */
export const networkType: ObjectType = {
  name: 'Network',
  fields: {
    chainId: told,
    latestHeight: told,
    indexedHeight: told,
    indexedAt: told,
    lagSeconds: told,
    phase: told,
    secondsPerBlock: told,
    history: (_on, wanted, statement) => object(historyType, '', { wanted, statement }),
    activeIpLeases: activeCount(
      `select count(*) from lease l where l.state in ('active', 'reclaiming') and l.ip_endpoint_count > 0`,
    ),
    providersWithIps: activeCount('select count(*) from provider p where p.declares_ip_leases'),
  },
}
