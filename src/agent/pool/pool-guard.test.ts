import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leaseRefKey } from '../model/lease-ref.ts'
import { lease } from '../stock/test-wishes.ts'
import { holdingsOf, type PoolEdit, poolEditRefusal } from './pool-guard.ts'
import { anchorService, foreignService, poolOf, portService } from './test-services.ts'

const pools = [poolOf(['198.51.100.0/24']), poolOf(['192.0.2.0/25'], { name: 'other' })]
const services = [
  portService('198.51.100.7'),
  anchorService('198.51.100.8', 'held'),
  foreignService('192.0.2.0'),
]
const refuse = (edit: PoolEdit, part: object = {}) =>
  poolEditRefusal({ pools, edit, holdings: holdingsOf(services), agentNamespace: 'ipgw-agent', ...part })
const update = (addresses: readonly string[], part: object = {}) =>
  refuse({ kind: 'update', name: 'default', addresses, ...part })

describe('an edit of a pool', () => {
  it('may add, and may take away what nobody holds', () => {
    expect(update(['198.51.100.0/24', '203.0.113.0/24'])).toBeNull()
    expect(update(['198.51.100.4-198.51.100.8'])).toBeNull()
    expect(update(['198.51.100.0/24'], { autoAssign: false })).toBeNull()
    expect(refuse({ kind: 'create', name: 'new', addresses: ['203.0.113.0/24'] })).toBeNull()
    expect(refuse({ kind: 'delete', name: 'other' }, { holdings: [] })).toBeNull()
  })

  it('that takes a leased address away is refused, naming lease, address and rule', () => {
    const failure = update(['198.51.100.8/32'])
    expect(failure).toMatchObject({
      code: 'POOL_IN_USE',
      values: { address: '198.51.100.7', pool: 'default' },
    })
    expect(failure?.message).toBe(
      `pool "default": 198.51.100.7 is held by lease ${leaseRefKey(lease)}; an address in use cannot be taken out of its pool`,
    )
  })

  it('that takes a held address away is refused, naming the endpoint', () => {
    expect(update(['198.51.100.7/32'])?.message).toMatch(
      /198\.51\.100\.8 is held by the held endpoint akash1\S+-ip-front; /,
    )
  })

  it('concerns the Services of others too', () => {
    expect(refuse({ kind: 'delete', name: 'other' })?.message).toMatch(
      /192\.0\.2\.0 is held by Service shop\/till; deleting the pool takes/,
    )
    expect(
      refuse({ kind: 'update', name: 'other', addresses: ['192.0.2.0/25'], avoidBuggyIPs: true })?.code,
    ).toBe('POOL_IN_USE')
  })

  it('counts the pin of an anchor that MetalLB has not served yet', () => {
    const holdings = holdingsOf([anchorService(null, 'leased', { pin: '198.51.100.9' })])
    const edit = { kind: 'update', name: 'default', addresses: ['198.51.100.0/29'] } as const
    expect(refuse(edit, { holdings })?.message).toMatch(
      /198\.51\.100\.9 is held by the leased endpoint .* of lease akash1/,
    )
  })

  it('may not delete the last pool, held or not', () => {
    const last = { pools: pools.slice(0, 1), holdings: [] }
    expect(refuse({ kind: 'delete', name: 'default' }, last)?.message).toMatch(/it is the last one/)
  })

  it('may not keep the pool from those who have its addresses', () => {
    const allocation = { serviceAllocation: { namespaces: ['shop'] } }
    expect(update(['198.51.100.0/24'], allocation)?.message).toMatch(
      /198\.51\.100\.7 is held by lease .*; serviceAllocation would keep/,
    )
    expect(refuse({ kind: 'update', name: 'other', addresses: ['192.0.2.0/25'], ...allocation })).toBeNull()
  })

  it.each([
    ['a name that is there', { kind: 'create', name: 'default', addresses: ['203.0.113.0/24'] }, /already/],
    ['no addresses', { kind: 'create', name: 'new', addresses: [] }, /pool has no prefixes defined/],
    [
      'a range that is none',
      { kind: 'create', name: 'new', addresses: ['x'] },
      /"x" is not an address range/,
    ],
    [
      'a name that is none',
      { kind: 'create', name: 'New', addresses: ['203.0.113.0/24'] },
      /a name has 1 to/,
    ],
    [
      'addresses of another pool',
      { kind: 'create', name: 'new', addresses: ['203.0.113.0/24', '192.0.2.100-192.0.2.101'] },
      /CIDR "192\.0\.2\.100\/31" in pool "new" overlaps with already defined CIDR "192\.0\.2\.0\/25"/,
    ],
    [
      'an address twice',
      { kind: 'update', name: 'default', addresses: ['198.51.100.0/24', '198.51.100.9/32'] },
      /CIDR "198\.51\.100\.9\/32" in pool "default" overlaps with already defined CIDR "198\.51\.100\.0\/24"/,
    ],
  ] as const)('with %s is bad input', (_name, edit, words) => {
    expect(refuse(edit)).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(words) })
  })

  it('of a pool that is not there finds none', () => {
    expect(refuse({ kind: 'delete', name: 'nope' })?.code).toBe('NOT_FOUND')
    expect(refuse({ kind: 'update', name: 'nope', addresses: ['203.0.113.0/24'] })?.code).toBe('NOT_FOUND')
  })

  it('is allowed only where each address in use stays', () => {
    const bytes = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(
        fc.array(bytes, { maxLength: 5 }),
        bytes,
        bytes,
        fc.boolean(),
        (held, a, b, avoidBuggyIPs) => {
          const [from, to] = a < b ? [a, b] : [b, a]
          const holdings = holdingsOf(held.map((last) => portService(`198.51.100.${last}`)))
          const edit = {
            kind: 'update',
            name: 'default',
            addresses: [`198.51.100.${from}-198.51.100.${to}`],
            avoidBuggyIPs,
          } as const
          const stays = (last: number) =>
            last >= from && last <= to && !(avoidBuggyIPs && (last === 0 || last === 255))
          expect(poolEditRefusal({ pools, edit, holdings, agentNamespace: 'ipgw-agent' }) === null).toBe(
            held.every(stays),
          )
        },
      ),
    )
  })
})
