import { describe, expect, it } from 'vitest'
import { blockRate, blocksPerMonth } from './block-rate.ts'

const block = (height: number, ms: number) => ({ height, time: new Date(ms) })

describe('the block rate', () => {
  it('is the mean between two blocks in whole milliseconds', () => {
    expect(blockRate(block(10, 0), block(13, 20_000))).toBe(6667)
    expect(blockRate(block(1, 1000), block(2, 7000))).toBe(6000)
  })

  it.each([
    ['one and the same block', block(5, 0), block(5, 0)],
    ['one height with two times', block(5, 0), block(5, 6000)],
    ['a later height at an earlier time', block(5, 6000), block(6, 0)],
    ['an earlier height at an earlier time', block(6, 6000), block(5, 0)],
    ['less than half a millisecond', block(0, 0), block(1000, 499)],
  ])('is unknown for %s', (_name, earlier, later) => {
    expect(blockRate(earlier, later)).toBeNull()
  })

  it('says how many blocks a month has', () => {
    expect(blocksPerMonth(6000)).toBe(438_300)
    expect(blocksPerMonth(6117)).toBe(429_917)
  })
})
