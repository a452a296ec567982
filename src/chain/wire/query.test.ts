import { describe, expect, it } from 'vitest'
import { recordedQueries } from '../test-recordings.ts'
import { splitPage } from './page.ts'
import { type ListQuery, listQuery, recordQuery } from './query.ts'

const queries = recordedQueries()
const kinds = {
  Leases: 'lease',
  Orders: 'order',
  Bids: 'bid',
  Deployments: 'deployment',
  Providers: 'provider',
} as const
const names = Object.keys(kinds) as (keyof typeof kinds)[]
const LABEL = /^list (?:state="(\w*)" )?limit=(\d+) count_total=false page=(\d+)$/

describe('listQuery', () => {
  it.each(names)('asks for %s in the bytes that the recorded client sent, page after page', (name) => {
    const pages = queries.filter(
      ({ request, label }) => request.path.endsWith(`Query/${name}`) && LABEL.test(label),
    )
    expect(pages.length).toBeGreaterThan(3)
    let key: Uint8Array | null = null
    for (const { request, label, answer } of pages) {
      const [, state = '', limit, number] = LABEL.exec(label) ?? []
      const list: ListQuery = { state, key: number === '1' ? null : key, limit: Number(limit) }
      const query = listQuery(kinds[name], list)
      expect(query.path).toBe(request.path)
      expect(Buffer.from(query.data).toString('hex'), label).toBe(request.data)
      key = splitPage(Buffer.from(answer.result.response.value ?? '', 'base64')).next
    }
  })

  it('writes the smallest requests', () => {
    const hex = (state: string) =>
      Buffer.from(listQuery('lease', { state, key: null, limit: 100 }).data).toString('hex')
    expect(hex('active')).toBe('0a08320661637469766512021864')
    expect(hex('')).toBe('0a0012021864')
    expect(Buffer.from(listQuery('provider', { state: '', key: null, limit: 3 }).data).toString('hex')).toBe(
      '0a021803',
    )
  })
})

describe('recordQuery', () => {
  it.each(['lease', 'bid', 'order', 'deployment', 'group', 'provider', 'audits'] as const)(
    'refuses a key that is no %s',
    (kind) =>
      expect(() => recordQuery({ kind, key: 'nonsense' })).toThrowError(
        expect.objectContaining({ code: 'BAD_USER_INPUT' }),
      ),
  )
})

describe('splitPage', () => {
  it('refuses bytes that are no protobuf', () => {
    expect(() => splitPage(Uint8Array.of(0x0a, 0xff))).toThrowError(
      expect.objectContaining({ code: 'NODE_ANSWER_INVALID' }),
    )
  })

  it('reads the empty answer as an empty last page', () => {
    expect(splitPage(new Uint8Array(0))).toEqual({ records: [], next: null })
  })
})
