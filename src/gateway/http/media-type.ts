import { LRUCache } from 'lru-cache'

/** The media types of answers, by GraphQL-over-HTTP: the older one says every well-formed request is 200. */
export const mediaTypes = ['application/json', 'application/graphql-response+json'] as const
export type MediaType = (typeof mediaTypes)[number]

/** Clients send a handful of different headers; strangers may send any. */
const known = new LRUCache<string, { readonly chosen: MediaType | null }>({ max: 200 })
const MAX_REMEMBERED_CHARACTERS = 300

/** The media type that a client prefers, by its Accept header; null where it takes neither. Without one: JSON. */
export function answerMediaType(accept: string | null | undefined): MediaType | null {
  if (accept === null || accept === undefined || accept === '' || accept === '*/*') return 'application/json'
  if (accept.length > MAX_REMEMBERED_CHARACTERS) return negotiated(accept)
  const before = known.get(accept)
  if (before !== undefined) return before.chosen
  const chosen = negotiated(accept)
  known.set(accept, { chosen })
  return chosen
}

interface Range {
  readonly type: string
  /** From 0 to 1. */
  readonly quality: number
  /** Place in the header: what stands first wins where qualities are equal. */
  readonly index: number
}

interface Preference {
  readonly type: MediaType
  readonly quality: number
  readonly index: number
}

/** RFC 9110: the most specific range that fits a type says how much it is wanted. */
function negotiated(accept: string): MediaType | null {
  const ranges = accept.split(',').flatMap(readRange)
  const wanted = mediaTypes.flatMap((type) => preference(ranges, type))
  wanted.sort((a, b) => b.quality - a.quality || a.index - b.index)
  return wanted[0]?.type ?? null
}

function preference(ranges: readonly Range[], type: MediaType): Preference[] {
  for (const wanted of [type, 'application/*', '*/*']) {
    const range = ranges.find((one) => one.type === wanted)
    if (range !== undefined) return range.quality > 0 ? [{ ...range, type }] : []
  }
  return []
}

/** One range of the header; none where it asks for an encoding that nothing is written in. */
function readRange(text: string, index: number): Range[] {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  let quality = 1
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=').map((part) => part.trim().replaceAll('"', ''))
    if (name === 'q') quality = readQuality(value)
    if (name === 'charset' && value !== 'utf-8') return []
  }
  return [{ type, quality, index }]
}

const readQuality = (text: string) => (/^(0(\.\d*)?|1(\.0*)?)$/.test(text) ? Number(text) : 0)
