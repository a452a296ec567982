import { describe, expect, it } from 'vitest'
import { shortMessage } from './short-message.ts'

const rule = 'Expected type "Cursor". it must be a cursor that this gateway gave'

describe('a message', () => {
  it('stays as it is up to a thousand characters', () => {
    const message = `Variable "$a" got invalid value "${'a'.repeat(800)}"; ${rule}`
    expect(shortMessage(message)).toBe(message)
  })

  it('loses what is long of a value, and keeps the rule', () => {
    expect(shortMessage(`Variable "$a" got invalid value "${'a'.repeat(50_000)}"; ${rule}`)).toBe(
      `Variable "$a" got invalid value "${'a'.repeat(99)}…"; ${rule}`,
    )
    expect(shortMessage(`Int cannot represent non 32-bit signed integer value: ${'9'.repeat(50_000)}`)).toBe(
      `Int cannot represent non 32-bit signed integer value: ${'9'.repeat(100)}…99`,
    )
  })

  it('loses its middle where the value has blanks', () => {
    const message = `Variable "$a" got invalid value "${'a b '.repeat(10_000)}"; ${rule}`
    const short = shortMessage(message)
    expect(short).toHaveLength(1001)
    expect([short.startsWith('Variable "$a" got invalid value "a b'), short.endsWith(`"; ${rule}`)]).toEqual([
      true,
      true,
    ])
  })
})
