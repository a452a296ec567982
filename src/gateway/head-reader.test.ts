import { expect, it } from 'vitest'
import type { IndexHead } from '#store/query/index-head.ts'
import { createHeadReader } from './head-reader.ts'

/** A reader whose reads end when the test says so, on a clock that the test moves. */
function bed() {
  const doors: ((height: number) => void)[] = []
  let nowMs = 0
  const read = () =>
    new Promise<IndexHead>((resolve) => doors.push((height) => resolve({ height } as IndexHead)))
  const reader = createHeadReader(read, { monotonicMs: () => nowMs })
  return { reader, doors, pass: (ms: number) => (nowMs += ms) }
}

it('shares a read for 5 ms', async () => {
  const { reader, doors, pass } = bed()
  const all = [reader.recent(), reader.recent()]
  doors[0]?.(1)
  expect((await Promise.all(all)).map(({ height }) => height)).toEqual([1, 1])
  pass(5)
  expect((await reader.recent()).height).toBe(1)
  expect(doors).toHaveLength(1)
})

it('has who comes alone wait for what is true now', async () => {
  const { reader, doors, pass } = bed()
  const first = reader.recent()
  doors[0]?.(1)
  await first
  pass(6)
  const later = reader.recent()
  doors[1]?.(2)
  expect((await later).height).toBe(2)
})

it('does not let a crowd wait, for 25 ms at most', async () => {
  const { reader, doors, pass } = bed()
  const crowd = Array.from({ length: 8 }, () => reader.recent())
  doors[0]?.(1)
  await Promise.all(crowd)
  pass(6)
  expect((await reader.recent()).height).toBe(1)
  expect(doors).toHaveLength(2)
  pass(20)
  const waits = reader.recent()
  doors[1]?.(2)
  expect((await waits).height).toBe(2)
})
