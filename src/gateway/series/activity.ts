import type { ActivityRow } from '#store/query/lease-activity.ts'
import { leaseActivity } from '#store/query/lease-activity.ts'
import type { Context } from '../context.ts'
import type { ActivityPoint } from '../schema.generated.ts'
import type { SpanArguments } from './span.ts'
import { type Timeline, timeline } from './timeline.ts'

export interface ActivityArguments extends SpanArguments {
  /** Null: true. */
  readonly ipOnly: boolean | null | undefined
}

/** How the leases of a provider (null: of all) came and went. Throws BAD_USER_INPUT for the arguments. */
export async function activity(
  context: Context,
  provider: string | null,
  args: ActivityArguments,
): Promise<ActivityPoint[]> {
  const drawn = await timeline(context, args)
  if (drawn.intervals.length === 0) return []
  const question = { ipOnly: args.ipOnly ?? true, borders: drawn.borders }
  const rows =
    provider === null
      ? await leaseActivity(context.sql, { ...question, providers: null })
      : await context.loaders.activityOfProvider.load({ parent: provider, question })
  return activityPoints(drawn, rows)
}

type Counts = Pick<ActivityRow, 'opened' | 'lasting' | 'closed'>

const NONE: Counts = { opened: 0, lasting: 0, closed: 0 }

/** Adds up what happened, from the leases that were open before. */
export function activityPoints({ intervals }: Timeline, rows: readonly ActivityRow[]): ActivityPoint[] {
  const counts = countsByInterval(rows)
  let active = (counts.get(0) ?? NONE).lasting
  return intervals.map(({ at, estimated }, n) => {
    const { opened, lasting, closed } = counts.get(n + 1) ?? NONE
    active += lasting - closed
    return { at, opened, closed, active, estimated }
  })
}

function countsByInterval(rows: readonly ActivityRow[]): Map<number, Counts> {
  const counts = new Map<number, Counts>()
  for (const { interval, opened, lasting, closed } of rows) {
    const before = counts.get(interval) ?? NONE
    counts.set(interval, {
      opened: before.opened + opened,
      lasting: before.lasting + lasting,
      closed: before.closed + closed,
    })
  }
  return counts
}
