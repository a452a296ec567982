import { expect, test } from 'vitest'
import { isNotNewer, isOlder } from './resource-version.ts'

test.each([
  ['9', '10', true],
  ['10', '9', false],
  ['10', '10', false],
  ['99999999999999999998', '99999999999999999999', true],
  ['0', '5', false],
  ['a', 'b', false],
  ['5', 'b', false],
])('%s is older than %s: %s', (one, other, older) => {
  expect(isOlder(one, other)).toBe(older)
})

test('the same is not newer, whatever it looks like', () => {
  expect([isNotNewer('a', 'a'), isNotNewer('7', '7'), isNotNewer('7', '8'), isNotNewer('a', 'b')]).toEqual([
    true,
    true,
    true,
    false,
  ])
})
