import { expect, test } from 'vitest'
import type { Progress } from '#platform/progress.ts'
import { allLists, isActiveList } from '#projector/lists.ts'
import { phaseOf, showPhases } from './index-progress.ts'

function position(height: number, done: { active: boolean; closed: boolean }) {
  const stages = allLists.map((list) => {
    const finished = isActiveList(list) ? done.active : done.closed
    return { list, resume: null, done: finished ? 10 : 4, total: 10, finished }
  })
  return { cursor: { height }, latestHeight: 100, stages }
}

test('active records first, then blocks, then what is closed, then nothing', () => {
  expect(phaseOf(position(1, { active: false, closed: false }))).toEqual({
    label: 'active records',
    done: 32,
    total: 80,
  })
  expect(phaseOf(position(79, { active: true, closed: false }))).toEqual({
    label: 'blocks',
    done: 79,
    total: 100,
  })
  expect(phaseOf(position(80, { active: true, closed: false }))).toMatchObject({ label: 'closed records' })
  expect(phaseOf(position(80, { active: true, closed: true }))).toBeNull()
})

test('each phase is a piece of work of its own', () => {
  const told: string[] = []
  const progress: Progress = {
    start: (total, label, done) => told.push(`start ${label} ${done}/${total}`),
    update: (done) => told.push(`update ${done}`),
    stop: () => told.push('stop'),
    sink: { write: () => undefined },
  }
  const show = showPhases(progress)
  for (const height of [1, 50]) show(position(height, { active: true, closed: true }))
  show(position(100, { active: true, closed: true }))
  show(position(100, { active: true, closed: true }))
  expect(told).toEqual(['start blocks 1/100', 'update 50', 'stop'])
})
