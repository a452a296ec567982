import type { ChangeRow } from '#store/query/change-row.ts'
import type { ChangeParent } from '../parent.ts'

/** A change of the feed; its block told it. */
export const toldChange = (row: ChangeRow): ChangeParent => ({
  change: row,
  at: row.at,
  evidence: { source: 'event', height: row.height },
})
