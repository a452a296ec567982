import type { Stage } from './commit-input.ts'
import type { Queryable } from './connection.ts'

interface StageRow extends Omit<Stage, 'list'> {
  readonly kind: Stage['list']['kind']
  readonly state: string
}

/** How far each list was read, in the order in which they run. */
export async function loadStages(sql: Queryable): Promise<readonly Stage[]> {
  const rows = await sql<StageRow[]>`
    select kind, state, resume, done, total, finished from stage order by ordinal`
  return rows.map(({ kind, state, resume, ...progress }) => ({
    list: { kind, state },
    // A Buffer is a Uint8Array, but not equal to one.
    resume: resume === null ? null : new Uint8Array(resume),
    ...progress,
  }))
}
