import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { parseTraceparent, traceresponse } from './trace-context.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const parentId = '00f067aa0ba902b7'
const header = `00-${traceId}-${parentId}-01`

test.each([
  [header, true],
  [`00-${traceId}-${parentId}-00`, false],
  [`00-${traceId}-${parentId}-03`, true],
  [`00-${traceId}-${parentId}-ff`, true],
  [`00-${traceId}-${parentId}-fe`, false],
  [`01-${traceId}-${parentId}-01`, true],
  [`cc-${traceId}-${parentId}-01-what-the-future-will-be-like`, true],
  [`cc-${traceId}-${parentId}-01-`, true],
])('reads %s', (text, sampled) => {
  expect(parseTraceparent(text)).toEqual({ traceId, parentId, sampled })
})

test.each([
  null,
  '',
  '00',
  `ff-${traceId}-${parentId}-01`,
  `${header}-`,
  `${header}-more`,
  `${header}0`,
  `${header}\n`,
  ` ${header}`,
  `cc-${traceId}-${parentId}-01.more`,
  `00-${traceId.toUpperCase()}-${parentId}-01`,
  `00-${traceId}-${parentId.toUpperCase()}-01`,
  `00-${traceId}-${parentId}-0A`,
  `00-${'0'.repeat(32)}-${parentId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.slice(1)}-${parentId}-01`,
  `00-${traceId}-${parentId.slice(1)}-01`,
  `00-${traceId}-${parentId}-1`,
  `0-${traceId}-${parentId}-01`,
  `00_${traceId}-${parentId}-01`,
  `00-${traceId}${parentId}-01`,
  `${header}, ${header}`,
  `0g-${traceId}-${parentId}-01`,
])('refuses %j', (text) => {
  expect(parseTraceparent(text)).toBeNull()
})

it('reads only what it would write', () => {
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
  fc.assert(
    fc.property(hex(32), hex(16), fc.boolean(), (trace, parent, sampled) => {
      const text = `00-${trace}-${parent}-0${sampled ? 1 : 0}`
      const read = parseTraceparent(text)
      if (/^0+$/.test(trace) || /^0+$/.test(parent)) expect(read).toBeNull()
      else expect(traceresponse(read ?? { traceId: '', parentId: '', sampled }, parent)).toBe(text)
    }),
  )
})
