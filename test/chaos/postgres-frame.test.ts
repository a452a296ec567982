import { expect, it } from 'vitest'
import { FrameReader, texts } from './postgres-frame.ts'

const frame = (type: string, body: string) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(4 + body.length)
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)])
}

it.each([1, 2, 3, 7, 1000])('finds frames in pieces of %i bytes', (size) => {
  const stream = Buffer.concat([frame('', 'startup'), frame('Q', 'commit\0'), frame('S', '')])
  const reader = new FrameReader('client')
  const frames = []
  for (let at = 0; at < stream.length; at += size) frames.push(...reader.read(stream.subarray(at, at + size)))
  expect(frames.map(({ type, body }) => [type, body.toString()])).toEqual([
    ['', 'startup'],
    ['Q', 'commit\0'],
    ['S', ''],
  ])
  expect(Buffer.concat(frames.map(({ bytes }) => bytes))).toEqual(stream)
})

it('reads texts', () => {
  expect(texts(Buffer.from('s1\0select 1\0rest'), 2)).toEqual(['s1', 'select 1'])
  expect(texts(Buffer.from('no end'), 1)).toEqual([])
})
