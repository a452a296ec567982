import { expect, test } from 'vitest'
import type { Source, Store } from '#projector/ports.ts'
import { createCrashPoints } from './crash-points.ts'

test('without the setting, ports are the same objects', () => {
  const points = createCrashPoints([])
  const [source, store] = [{} as Source, {} as Store]
  expect(points.ofSource(source)).toBe(source)
  expect(points.ofStore(store)).toBe(store)
})

test('it dies once, at the n-th hit of its point, before or after the effect', async () => {
  const story: string[] = []
  const points = createCrashPoints([{ point: 'commit:before', hit: 2 }], () => story.push('dies'))
  const store = points.ofStore({ commit: async () => void story.push('commit') } as Partial<Store> as Store)
  for (let n = 0; n < 3; n++) await store.commit({} as Parameters<Store['commit']>[0])
  points.reach('writer:after')
  expect(story).toEqual(['commit', 'dies', 'commit', 'commit'])
})

test('a point that does not exist is refused', () => {
  expect(() => createCrashPoints([{ point: 'lunch:after', hit: 1 }])).toThrow(
    'CRASH_AT=lunch:after: must be one of migrate:before,',
  )
})
