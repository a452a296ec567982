import { parseAddressRange } from '#domain/address-range.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import type { AnchorNote, ObservedService } from '../model/observed-service.ts'
import { lease, wish } from '../stock/test-wishes.ts'

/** A leased port with an address; `part` says what is different. */
export const portService = (
  address: string | null,
  part: Partial<ObservedService> = {},
): ObservedService => ({
  role: 'port',
  namespace: 'l1oei1lddba1enkk4ngnkb63ouu8mh6efe3s2ub4gcrq4',
  name: 'web-ip-80-tcp',
  uid: 'u-1',
  resourceVersion: '1',
  createdAt: new Date('2026-01-31T12:00:00Z'),
  deleting: false,
  lease,
  service: 'web',
  sharingKey: wish.sharingKey,
  keyPrefix: 'metallb.io',
  pin: address,
  ports: [{ protocol: 'TCP', port: 80, targetPort: 3000 }],
  policy: 'Cluster',
  address,
  pool: null,
  anchor: null,
  refusal: null,
  ...part,
})

export const noteOf = (state: AnchorNote['state']): AnchorNote => ({
  owner: lease.owner,
  sharingKey: wish.sharingKey,
  state,
  since: new Date('2026-01-31T12:00:00Z'),
  until: state === 'leased' ? null : new Date('2026-02-01T12:00:00Z'),
  leases: state === 'leased' ? [lease] : [],
})

export const anchorService = (
  address: string | null,
  state: AnchorNote['state'],
  part: Partial<ObservedService> = {},
): ObservedService =>
  portService(address, {
    role: 'anchor',
    namespace: 'ipgw-agent',
    name: 'anchor-1',
    lease: null,
    service: null,
    ports: [{ protocol: 'SCTP', port: 1, targetPort: 1 }],
    anchor: noteOf(state),
    ...part,
  })

export const foreignService = (address: string): ObservedService =>
  portService(address, { role: 'foreign', namespace: 'shop', name: 'till', lease: null, sharingKey: null })

export const poolOf = (addresses: readonly string[], part: Partial<ObservedPool> = {}): ObservedPool => ({
  name: 'default',
  uid: 'p-1',
  ranges: addresses.map(parseAddressRange),
  autoAssign: true,
  avoidBuggyIps: false,
  restricted: false,
  cordoned: [],
  counts: null,
  ...part,
})
