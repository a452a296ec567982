import { BinaryWriter } from '@bufbuild/protobuf/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Attribute } from './generated/akash_base.generated.ts'
import { keepText, TextReader } from './text.ts'

describe('keepText', () => {
  it('keeps every valid text without NUL as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const clean = text.replaceAll('\0', '')
        expect(keepText(Buffer.from(clean))).toEqual({ text: clean, lossy: false })
      }),
    )
  })

  it('never keeps NUL, never throws, and says when something was lost', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { text, lossy } = keepText(bytes)
        expect(text).not.toContain('\0')
        expect(lossy).toBe(!Buffer.from(text).equals(Buffer.from(bytes)))
      }),
    )
  })

  it.each([
    ['NUL', [0x61, 0, 0x62], 'a\uFFFDb'],
    ['a byte that is no UTF-8', [0x61, 0xff], 'a\uFFFD'],
    ['half a character', [0xe2, 0x82], '\uFFFD'],
  ])('replaces %s', (_, bytes, text) => {
    expect(keepText(Uint8Array.from(bytes))).toEqual({ text, lossy: true })
  })

  it('keeps a byte order mark', () => {
    expect(keepText(Buffer.from('\uFEFFx'))).toEqual({ text: '\uFEFFx', lossy: false })
  })
})

describe('TextReader', () => {
  it('notices a lossy text in a message, short ASCII included', () => {
    const message = (value: Uint8Array) =>
      new BinaryWriter().uint32(10).string('key').uint32(18).bytes(value).finish()
    for (const value of [Uint8Array.of(0x61, 0), Uint8Array.of(0xff), new Uint8Array(500)]) {
      const bytes = message(value)
      const reader = new TextReader(bytes)
      expect(Attribute.decode(reader, bytes.length).value).not.toContain('\0')
      expect(reader.lossy).toBe(true)
    }
    const reader = new TextReader(message(Buffer.from('true')))
    expect(Attribute.decode(reader)).toEqual({ key: 'key', value: 'true' })
    expect(reader.lossy).toBe(false)
  })
})
