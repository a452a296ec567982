import { toBech32 } from '@cosmjs/encoding'
import fc from 'fast-check'
import type { LeaseRef } from '../model/lease-ref.ts'
import type { PortWish } from '../model/port-wish.ts'
import { sharingKey } from './sharing-key.ts'

/** The lease of the stock provider's own formula, with its namespace in lease-namespace.test.ts. */
export const lease: LeaseRef = {
  owner: 'akash1h24fljt7p0nh82cq0za0uhsct3sfwsfu9w3c9h',
  dseq: 257261n,
  gseq: 1,
  oseq: 1,
  provider: 'akash1rk090a6mq9gvm0h6ljf8kz8mrxglwwxsk4srxh',
}

export const wish: PortWish = {
  lease,
  service: 'web',
  externalPort: 80,
  port: 3000,
  protocol: 'TCP',
  sharingKey: sharingKey(lease.owner, 'front'),
  source: { kind: 'ProviderLeasedIP', namespace: 'lease', name: 'a', uid: 'u-1' },
}

export const addresses = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => toBech32('akash', bytes))
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })

export const leaseRefs: fc.Arbitrary<LeaseRef> = fc.record({
  owner: addresses,
  dseq: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  gseq: uint32,
  oseq: uint32,
  provider: addresses,
})

const ports = fc.integer({ min: 1, max: 65535 })

export const portWishes: fc.Arbitrary<PortWish> = fc
  .record({
    lease: leaseRefs,
    service: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    externalPort: ports,
    port: ports,
    protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
    endpoint: fc.string({ minLength: 1, maxLength: 40 }),
    name: fc.stringMatching(/^[a-z]{1,8}$/),
    uid: fc.uuid(),
  })
  .map(({ endpoint, name, uid, ...parts }) => ({
    ...parts,
    sharingKey: sharingKey(parts.lease.owner, endpoint),
    source: { kind: 'ProviderLeasedIP', namespace: 'lease', name, uid },
  }))
