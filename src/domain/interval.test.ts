import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Interval, intervalBorders, intervalCount } from './interval.ts'

const ms = (text: string) => new Date(text).getTime()
const borders = (interval: Interval, from: string, to: string) =>
  intervalBorders(interval, ms(from), ms(to)).map((border) => new Date(border).toISOString())

describe('intervals', () => {
  it.each([
    [
      'minute',
      '2026-01-31T12:00:59.999Z',
      '2026-01-31T12:01:00.001Z',
      ['2026-01-31T12:00', '2026-01-31T12:01', '2026-01-31T12:02'],
    ],
    ['hour', '2026-01-31T12:00:00Z', '2026-01-31T13:00:00Z', ['2026-01-31T12:00', '2026-01-31T13:00']],
    [
      'day',
      '2026-02-28T23:59:00Z',
      '2026-03-01T00:01:00Z',
      ['2026-02-28T00:00', '2026-03-01T00:00', '2026-03-02T00:00'],
    ],
    ['week', '2026-02-01T00:00:00Z', '2026-02-02T00:00:00Z', ['2026-01-26T00:00', '2026-02-02T00:00']],
    [
      'week',
      '1969-12-31T00:00:00Z',
      '1970-01-06T00:00:00Z',
      ['1969-12-29T00:00', '1970-01-05T00:00', '1970-01-12T00:00'],
    ],
  ] as const)('%s: from %s to %s', (interval, from, to, wanted) => {
    expect(borders(interval, from, to)).toEqual(wanted.map((text) => `${text}:00.000Z`))
  })

  it('hold the whole time, and nothing beyond it', () => {
    const time = fc.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 })
    const lengths = fc.constantFrom<Interval>('minute', 'hour', 'day', 'week')
    fc.assert(
      fc.property(lengths, time, fc.integer({ min: 1, max: 60_000_000 }), (interval, from, length) => {
        const all = intervalBorders(interval, from, from + length)
        expect(all).toHaveLength(intervalCount(interval, from, from + length) + 1)
        expect(all[0]).toBeLessThanOrEqual(from)
        expect(all[1]).toBeGreaterThan(from)
        expect(all.at(-1)).toBeGreaterThanOrEqual(from + length)
        expect(all.at(-2)).toBeLessThan(from + length)
      }),
    )
  })
})
