import { expect, it } from 'vitest'
import { systemClock } from '#platform/clock.ts'
import { type RunEvents, run } from '#projector/run.ts'
import { hashTables } from '#store/hash-tables.ts'
import { createIndexDatabase } from './database.ts'
import { indexRecording, options, quiet, startRecordedNode } from './indexing.ts'

it('keeps escrow accounts fresh behind the tail, and tells nobody', async () => {
  const node = await startRecordedNode('scenario-a')
  const database = await createIndexDatabase(node.chain.chainId)
  const { sql, store } = database
  try {
    node.chain.setTip(1)
    await indexRecording(node, database, { batch: 1 })
    node.chain.setTip(412)
    await indexRecording(node, database, { batch: 1 })
    const row = () => sql`select state, settled_height from deployment_escrow where dseq = 1030`
    const told = async () => [
      await hashTables(sql),
      ...(await sql`select count(*) as changes, max(position) as last from change`),
    ]
    const before = await told()
    expect(await row()).toEqual([{ state: 'open', settled_height: 127 }])
    const enough = new AbortController()
    const drifts: unknown[] = []
    const events: RunEvents = {
      ...quiet,
      verified: (found) => drifts.push(...found),
      committed: () => enough.abort(),
    }
    const ports = { source: node.source, store, clock: systemClock }
    const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(30_000)])
    await run(ports, options({ once: false, verifyEveryMs: 1 }), events, signal)
    expect(await row()).toEqual([{ state: 'open', settled_height: 164 }])
    expect(drifts).toEqual([])
    expect(await told()).toEqual(before)
  } finally {
    await database.close()
    await node.close()
  }
})
