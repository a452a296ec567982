import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFailure } from '#domain/failure.ts'
import { owners, providers } from '#store/query/test-leases.ts'
import { encodeGlobalId, type NodeRef, parseGlobalId } from './global-id.ts'

const owner = owners[0] ?? ''
const provider = providers[0] ?? ''
const bid = `${owner}/18446744073709551615/1/1/${provider}/0`
const refs: readonly NodeRef[] = [
  { type: 'Lease', chainId: 'akashnet-2', key: bid },
  { type: 'Deployment', chainId: 'akashnet-2', key: `${owner}/7` },
  { type: 'Provider', chainId: 'a/b:c', key: provider },
  { type: 'Change', chainId: 'akashnet-2', key: `LEASE_CLOSED/${bid}@123` },
  { type: 'Change', chainId: 'akashnet-2', key: `ORDER_CREATED/${owner}/7/1/1@1` },
  { type: 'Change', chainId: 'akashnet-2', key: `PROVIDER_UPDATED/${provider}@1` },
]

describe('a global id', () => {
  it.each(refs)('is opaque and read back: %j', (ref) => {
    const id = encodeGlobalId(ref)
    expect(id).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(parseGlobalId(id)).toEqual(ref)
  })

  const malformed: readonly (readonly [string, string, string])[] = [
    ['Lease', 'c', `${owner}/7`],
    ['Lease', 'c', `${owner}/07/1/1/${provider}/0`],
    ['Deployment', 'c', `${owner.slice(0, -1)}/7`],
    ['Provider', 'c', 'akash1xx'],
    ['Change', 'c', `LEASE_CLOSED/${owner}/7@123`],
    ['Change', 'c', `LEASE_MOVED/${bid}@123`],
    ['Change', 'c', `LEASE_CLOSED/${bid}@-1`],
    ['Bid', 'c', bid],
  ]
  it.each(malformed)('is refused where it names nothing that can be: %s %s %s', (...parts) => {
    const text = Buffer.from(JSON.stringify(parts)).toString('base64url')
    expect(() => parseGlobalId(text)).toThrow(/argument "id": .* is not an id that this gateway gave/)
  })

  it('is refused with BAD_USER_INPUT for any other text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (text) => {
          try {
            parseGlobalId(text)
          } catch (error) {
            return isFailure(error, 'BAD_USER_INPUT')
          }
          return false
        },
      ),
    )
  })
})
