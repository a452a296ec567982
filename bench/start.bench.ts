import { setTimeout as sleep } from 'node:timers/promises'
import type { Figure } from './measure.ts'
import { withReadBed } from './read-bed.ts'
import { postGraphql, startServe } from './serve-process.ts'

const QUESTION = JSON.stringify({
  query: '{ network { indexedHeight phase } leases(first: 1) { nodes { owner } } }',
})
const POLL_MS = 5

/** From the spawn of `ipgw serve` to its first right answer; the database is up and the files are in the page cache. */
export function startBench(isSmoke: boolean): Promise<Figure[]> {
  return withReadBed(isSmoke, async (bed) => {
    const runs: number[] = []
    for (let round = 0; round < (isSmoke ? 1 : 7); round++) {
      const startMs = performance.now()
      const server = await startServe(bed.url, { pollMs: POLL_MS, isAnswering: isRight })
      runs.push((performance.now() - startMs) / 1000)
      await server.close()
      await sleep(200)
    }
    const goals = { atLeast: 2, aim: 1 }
    const notes = { 'asked every ms': POLL_MS, starts: runs.length }
    return [{ what: 'process start to first answer', unit: 's', better: 'less', ...goals, runs, notes }]
  })
}

async function isRight(url: string): Promise<boolean> {
  const answer = await postGraphql(url, QUESTION).catch(() => null)
  if (answer?.status !== 200) return false
  const text = await answer.text()
  return text.includes('"phase":"LIVE"') && text.includes('"owner":"akash1')
}
