import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import { HOME } from './lab.ts'
import { ip, type MetallbCase, small } from './metallb-case.ts'
import { poolPath, putPool } from './pool.ts'
import { anchor } from './sharing-cases.ts'

const elsewhere = { name: 'elsewhere', addresses: ['192.0.2.0/29'] }
const incompatible = (pool: string) => `pool ${pool} not compatible for ip assignment`

/** MetalLB's own view of its configuration, of the line that has one. */
interface ConfigurationState {
  readonly status?: { readonly result?: string; readonly errorSummary?: string }
}
const STATE = '/apis/metallb.io/v1beta1/namespaces/metallb-system/configurationstates/controller'

interface PoolStatus {
  readonly status?: { readonly assignedIPv4?: number; readonly availableIPv4?: number }
}

export const poolCases: readonly MetallbCase[] = [
  {
    title: 'an address taken out of its pool is lost: unpinned for good, pinned until it is back',
    async check(lab) {
      const unpinned = await lab.create({ name: 'unpinned' })
      const pinned = await lab.create({ name: 'pinned', pin: ip(1) })
      await lab.has(unpinned, ip(0))
      await lab.has(pinned, ip(1))
      await lab.setPools({ name: 'default', addresses: ['198.51.100.4/30'] })
      await lab.has(unpinned, ip(4))
      await lab.refused(pinned, `["${ip(1)}"] is not allowed in config`)
      for (const service of [unpinned, pinned]) await lab.wasTold(service, 'Normal ClearAssignment')
      await lab.setPools(small)
      await lab.has(pinned, ip(1))
      await lab.keeps(unpinned, ip(4))
    },
  },
  {
    title: 'without any pool every status is cleared, and nobody is told',
    async check(lab) {
      const pinned = await lab.create({ name: 'pinned', pin: ip(2) })
      await lab.has(pinned, ip(2))
      const before = await lab.sayings(pinned)
      await lab.kube.want('DELETE', poolPath('probe'))
      await lab.kube.want('DELETE', poolPath('default'))
      await lab.hasNone(pinned)
      expect(await lab.sayings(pinned)).toEqual(before)
      await lab.setPools(small)
      await lab.has(pinned, ip(2))
    },
  },
  {
    title: 'a pool that overlaps freezes the configuration: the old one serves on, later ones are not seen',
    async check(lab) {
      const service = await lab.create({ name: 'service' })
      await lab.has(service, ip(0))
      await putPool(lab.kube, { name: 'renamed', addresses: ['198.51.100.0/29'] })
      await putPool(lab.kube, elsewhere)
      const there = await lab.create({
        name: 'there',
        annotations: { 'metallb.io/address-pool': 'elsewhere' },
      })
      await lab.refused(there, 'unknown pool "elsewhere"')
      await lab.has(await lab.create({ name: 'next' }), ip(1))
      expect(await lab.addresses(service)).toEqual([ip(0)])
      await lab.setPools(small, elsewhere)
      await lab.has(there, '192.0.2.0')
      await lab.keeps(service, ip(0))
    },
  },
  {
    title: 'a pool that overlaps makes the ConfigurationState invalid, in words',
    version: '0.16.1',
    async check(lab) {
      await putPool(lab.kube, { name: 'renamed', addresses: ['198.51.100.0/29'] })
      const errors: string[] = []
      await eventually(
        () => lab.kube.want<ConfigurationState>('GET', STATE),
        ({ status }) => {
          expect(status?.result).toBe('Invalid')
          errors.push(status?.errorSummary ?? '')
        },
      )
      expect(errors[0]).toContain('overlaps with already defined CIDR "198.51.100.0/29"')
      await lab.setPools(small)
      await eventually(
        () => lab.kube.want<ConfigurationState>('GET', STATE),
        ({ status }) => expect(status?.result).toBe('Valid'),
      )
    },
  },
  {
    title: 'a pool renamed by a second one that overlaps, then the first deleted, changes no address',
    async check(lab) {
      await lab.create({ name: 'hole' })
      const unpinned = await lab.create({ name: 'unpinned' })
      const pinned = await lab.create({ name: 'pinned', pin: ip(4) })
      await lab.has(unpinned, ip(1))
      await lab.has(pinned, ip(4))
      await lab.remove({ name: 'hole', namespace: HOME })
      await lab.settle()
      await putPool(lab.kube, { name: 'renamed', addresses: ['198.51.100.0/29'] })
      await lab.kube.want('DELETE', poolPath('default'))
      await lab.keeps(unpinned, ip(1))
      await lab.keeps(pinned, ip(4))
    },
  },
  {
    title:
      'without autoAssign only those who ask for the pool or its address are served, and others keep theirs',
    async check(lab) {
      const early = await lab.create({ name: 'early' })
      await lab.has(early, ip(0))
      await lab.setPools({ ...small, spec: { autoAssign: false } })
      await lab.keeps(early, ip(0))
      await lab.refused(await lab.create({ name: 'any' }), 'no available IPs')
      await lab.has(await lab.create({ name: 'pinned', pin: ip(5) }), ip(5))
      const annotations = { 'metallb.io/address-pool': 'default' }
      await lab.has(await lab.create({ name: 'named', annotations }), ip(1))
    },
  },
  {
    title: 'avoidBuggyIPs, switched on, moves an unpinned Service off .0',
    async check(lab) {
      const service = await lab.create({ name: 'service' })
      await lab.has(service, ip(0))
      await lab.setPools({ ...small, spec: { avoidBuggyIPs: true } })
      await lab.has(service, ip(1))
    },
  },
  {
    title: 'a pool for the namespace of anchors alone refuses port Services elsewhere',
    async check(lab) {
      await lab.setPools({ ...small, spec: { serviceAllocation: { namespaces: [HOME] } } })
      await lab.has(await lab.create({ ...anchor, pin: ip(0) }), ip(0))
      const port = await lab.create({ name: 'port', namespace: 'contract-b', key: 'k', pin: ip(0) })
      await lab.refused(port, incompatible('default'))
    },
  },
  {
    title: 'a pool for Services of a label serves those who have it, whatever their namespace',
    async check(lab) {
      const labels = { 'akash.network/service-target': 'metal-lb' }
      const serviceSelectors = [{ matchLabels: labels }]
      await lab.setPools({ ...small, spec: { serviceAllocation: { serviceSelectors } } })
      await lab.has(await lab.create({ ...anchor, labels, pin: ip(0) }), ip(0))
      const port = await lab.create({ name: 'port', namespace: 'contract-b', labels, key: 'k', pin: ip(0) })
      await lab.has(port, ip(0))
      const bare = await lab.create({ name: 'bare', ports: ['TCP/81'], key: 'k', pin: ip(0) })
      await lab.refused(bare, incompatible('default'))
    },
  },
  {
    title: 'a pool of both families serves a Service of both, and Services of one share its addresses',
    pools: [{ name: 'default', addresses: ['198.51.100.0/29', '2001:db8::/125'] }],
    async check(lab) {
      const both = { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] }
      const dual = await lab.create({ ...anchor, pin: `${ip(1)},2001:db8::1`, spec: both })
      await eventually(
        () => lab.addresses(dual),
        (addresses) => expect(new Set(addresses)).toEqual(new Set([ip(1), '2001:db8::1'])),
      )
      await lab.has(await lab.create({ name: 'four', key: 'k', pin: ip(1) }), ip(1))
      const v6 = { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] }
      await lab.has(await lab.create({ name: 'six', key: 'k', pin: '2001:db8::1', spec: v6 }), '2001:db8::1')
    },
  },
  {
    title: "a pool's status counts addresses, not Services",
    version: '0.16.1',
    async check(lab) {
      await lab.has(await lab.create({ ...anchor, pin: ip(0) }), ip(0))
      await lab.has(await lab.create({ name: 'port', key: 'k', pin: ip(0) }), ip(0))
      await lab.has(await lab.create({ name: 'other' }), ip(1))
      await eventually(
        () => lab.kube.want<PoolStatus>('GET', poolPath('default')),
        ({ status }) => expect(status).toMatchObject({ assignedIPv4: 2, availableIPv4: 6 }),
      )
    },
  },
]
