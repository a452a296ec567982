import { describe, expect, it } from 'vitest'
import { afterTip, nextQuestionMs, noPace, type Pace } from './pace.ts'

/** A chain with a block every `intervalMs`, the last one at 0. */
function steady(intervalMs: number): Pace {
  return Array.from({ length: 20 }, (_, index) => index - 19).reduce(
    (pace, at) => afterTip(pace, at + 20, at * intervalMs),
    noPace,
  )
}

describe('the pace of questions', () => {
  it('follows the time between blocks', () => {
    expect(steady(6000).intervalMs).toBeCloseTo(6000)
    expect(afterTip(steady(6000), 30, 60_000).intervalMs).toBeCloseTo(6000)
    expect(afterTip(steady(6000), 3, 99_000)).toEqual(steady(6000))
  })

  it('lets a node with slow blocks alone until the next may be there, then asks often', () => {
    expect(nextQuestionMs(steady(6000), 0, false)).toBeCloseTo(4800)
    expect(nextQuestionMs(steady(6000), 5000, false)).toBe(300)
    expect(nextQuestionMs(steady(1000), 900, false)).toBeCloseTo(100)
    expect(nextQuestionMs(steady(50), 49, false)).toBe(20)
  })

  it('asks rarely of a chain that stands still, and of a node that announces its blocks', () => {
    expect(nextQuestionMs(steady(1000), 20_000, false)).toBe(1000)
    expect(nextQuestionMs(steady(1000), 0, true)).toBe(2000)
  })

  it('asks at the usual rate while it knows nothing', () => {
    expect(nextQuestionMs(noPace, 0, false)).toBe(300)
    expect(nextQuestionMs(afterTip(noPace, 5, 0), 0, false)).toBe(300)
  })
})
