import { expect, test } from 'vitest'
import type { PlanResult } from './model/plan-result.ts'
import type { Alarm } from './model/verdict.ts'
import { holdingOf } from './rest/test-agent-server.ts'
import { VerdictBook } from './verdict-book.ts'

const verdict = (sharingKey: string, address: string | null = '198.51.100.1') => ({
  ...holdingOf(address),
  sharingKey,
})
const alarm: Alarm = { kind: 'CHAIN_SILENT', subject: 'chain', message: 'nobody answers' }
const planOf = (verdicts: PlanResult['verdicts'], planned: readonly string[] = []): PlanResult => ({
  actions: [],
  verdicts,
  alarms: [],
  planned: new Set(planned),
  seenSince: new Map(),
  questions: [],
  wakeAt: null,
})
const none = new Set<string>()

test('a plan of some changes those, and says what is new', () => {
  const book = new VerdictBook()
  book.apply({ ...planOf([verdict('a'), verdict('b'), verdict('c')]), alarms: [alarm] }, true, none)
  const before = book.verdicts
  const changes = book.apply(planOf([verdict('a', null), verdict('b')], ['a', 'b', 'c']), false, none)
  expect(changes.map(({ key, after }) => [key, after?.address])).toEqual([
    ['a', null],
    ['c', undefined],
  ])
  expect(book.verdicts.map(({ sharingKey }) => sharingKey)).toEqual(['a', 'b'])
  expect(before).toHaveLength(3)
  expect(book.alarms).toEqual([alarm])
})

test('a plan that changes nothing leaves the same list', () => {
  const book = new VerdictBook()
  book.apply(planOf([verdict('a')]), true, none)
  const before = book.verdicts
  expect(book.apply(planOf([verdict('a')]), true, none)).toEqual([])
  expect(book.verdicts).toBe(before)
})

test('a plan of everything forgets what is gone, but not what is half done', () => {
  const book = new VerdictBook()
  book.apply(planOf([verdict('a'), verdict('b')]), true, none)
  expect(book.apply(planOf([]), true, new Set(['a'])).map(({ key }) => key)).toEqual(['b'])
  expect(book.get('a')).toEqual(verdict('a'))
})
