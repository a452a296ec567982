import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pendingReasons } from '../model/verdict.ts'
import { foldIncrement } from './fold-increment.ts'
import { observationText } from './observation-text.ts'
import { readAnswer } from './read-answer.ts'

const doc = readFileSync(new URL('../../../docs/agent-observation.md', import.meta.url), 'utf8')
const examples = [...doc.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']): unknown =>
  JSON.parse(text),
)

describe('the documented observation', () => {
  it('is read, and written again as it stands there', () => {
    expect(examples).toHaveLength(2)
    for (const example of examples) expect(JSON.parse(observationText(readAnswer(example)))).toEqual(example)
  })

  it('folds to what its text says', () => {
    const [snapshot, increments] = examples.map(readAnswer)
    if (snapshot?.kind !== 'snapshot' || increments?.kind !== 'increments')
      return expect.unreachable('a snapshot and increments')
    const after = increments.increments.reduce(foldIncrement, snapshot.snapshot)
    expect(after).toMatchObject({ sequence: 42, pools: [], alarms: [] })
    expect(after.holdings).toEqual(snapshot.snapshot.holdings)
  })

  it('names every field of a holding, a pool and an alarm', () => {
    const [example] = examples.map(readAnswer)
    if (example?.kind !== 'snapshot') return expect.unreachable('a snapshot')
    const { holdings, pools, alarms } = example.snapshot
    const fields = [...holdings, ...holdings.flatMap(({ ports }) => ports), ...pools, ...alarms].flatMap(
      Object.keys,
    )
    const text = doc.slice(0, doc.indexOf('## Example'))
    for (const field of new Set(fields)) expect(text).toContain(field)
    expect(pendingReasons).toContain(holdings[0]?.pending?.reason)
  })
})
