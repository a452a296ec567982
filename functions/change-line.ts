import { type ChangeKind, changeKinds } from '#domain/change.ts'
import { changeId } from '#domain/past-changes.ts'
import { encodeGlobalId } from '#gateway/global-id.ts'
import { feedCursor } from '#gateway/listing/changes.ts'
import type { FeedEntry } from '#store/feed.ts'

/** A change as one line of JSON: what GraphQL says of it, and its subject. */
export function changeJson({ at, change }: FeedEntry, chainId: string): string {
  const { kind, subject, height, before, after } = change
  return JSON.stringify({
    id: encodeGlobalId({ type: 'Change', chainId, key: changeId(change) }),
    cursor: feedCursor(change),
    kind,
    at,
    height: String(height),
    subject,
    before,
    after,
  })
}

const KIND_WIDTH = Math.max(...changeKinds.map((kind) => kind.length))
const HEIGHT_WIDTH = 9
const NO_TIME = '-'.padEnd('2026-01-31T12:00:00Z'.length)

/** The same for a person: time, height, kind, subject and provider, with addresses cut to both their ends. */
export function changeText({ at, change }: FeedEntry, color: boolean): string {
  const { kind, subject, height } = change
  const [first = '', ...numbers] = subject.split('/')
  const provider = numbers[3]
  const own = numbers.filter((_, index) => index !== 3).join('/')
  const time = at === null ? NO_TIME : `${at.toISOString().slice(0, 19)}Z`
  return [
    paint(time, color && DIM),
    String(height).padStart(HEIGHT_WIDTH),
    paint(kind.padEnd(KIND_WIDTH), color && colorOf(kind)),
    own === '' ? short(first) : `${short(first)}/${own}`,
    ...(provider === undefined ? [] : [paint(`by ${short(provider)}`, color && DIM)]),
  ].join('  ')
}

const ENDS = [9, 4] as const

/** "akash1abc…wxyz": enough to tell a handful of accounts apart. */
function short(address: string): string {
  const [start, end] = ENDS
  return address.length <= start + end ? address : `${address.slice(0, start)}…${address.slice(-end)}`
}

/** Select Graphic Rendition codes (ECMA-48). */
const DIM = '2'
const RED = '31'
const GREEN = '32'
const YELLOW = '33'

function colorOf(kind: ChangeKind): string {
  if (kind.endsWith('_CREATED')) return GREEN
  return kind.endsWith('_CLOSED') ? RED : YELLOW
}

const paint = (text: string, code: string | false) =>
  code === false ? text : `\u001b[${code}m${text}\u001b[0m`
