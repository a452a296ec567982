import { expect, test } from 'vitest'
import { minHeightOf } from './min-height.ts'

test.each([
  [null, undefined, null],
  [null, null, null],
  ['12', undefined, 12],
  [' 12 ', undefined, 12],
  [null, 7, 7],
  [null, '7', 7],
  ['12', 7, 12],
  ['7', '12', 12],
  ['0', undefined, 0],
  ['9007199254740991', undefined, Number.MAX_SAFE_INTEGER],
])('header %j and extension %j: %j', (header, extension, height) => {
  expect(minHeightOf(header, extension)).toBe(height)
})

test.each([
  ['', undefined, /the header "x-ipgw-min-height": "" is not a block height/],
  ['-1', undefined, /"-1" is not/],
  ['1e3', undefined, /"1e3" is not/],
  ['12, 13', undefined, /"12, 13" is not/],
  ['9007199254740992', undefined, /"9007199254740992" is not.*from 0 to 9007199254740991/],
  [null, 1.5, /"extensions.minHeight": 1.5 is not/],
  [null, -1, /-1 is not/],
  [null, true, /true is not/],
  [null, [1], /\[1\] is not/],
  [null, 'x'.repeat(500), /"x{59} is not/],
])('header %j and extension %j are refused', (header, extension, message) => {
  expect(() => minHeightOf(header, extension)).toThrow(message)
})
