import type { Commit, Cursor } from './ports.ts'

/** A commit that leaves the cursor where it is and writes nothing; others add to it. */
export const emptyCommit = (cursor: Cursor, latestHeight: number): Commit => ({
  expected: { height: cursor.height, hash: cursor.hash },
  cursor,
  latestHeight,
  records: [],
  removed: [],
  changes: [],
  blocks: [],
  quarantined: [],
  received: 0,
  stages: [],
})
