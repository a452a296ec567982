import { expect } from 'vitest'
import { ABROAD, HOME } from './lab.ts'
import { ip, keyRefusal, type MetallbCase } from './metallb-case.ts'

/** An anchor: it holds an address with a port that no tenant can ask for. */
export const anchor = { name: 'anchor', key: 'k', ports: ['SCTP/1'] }
const local = { externalTrafficPolicy: 'Local' }

export const sharingCases: readonly MetallbCase[] = [
  {
    title: 'a Service gets the first free address of a pool, is told so and names the pool',
    async check(lab) {
      const first = await lab.create({ name: 'first' })
      await lab.has(first, ip(0))
      await lab.has(await lab.create({ name: 'second' }), ip(1))
      await lab.wasTold(first, `Normal IPAllocated Assigned IP ["${ip(0)}"]`)
      const { metadata } = await lab.read(first)
      expect(metadata.annotations).toMatchObject({ 'metallb.io/ip-allocated-from-pool': 'default' })
    },
  },
  {
    title: 'an anchor on SCTP/1 without selector shares its address with every TCP and UDP port',
    async check(lab) {
      await lab.has(await lab.create({ ...anchor, pin: ip(3) }), ip(3))
      const ports = ['TCP/1', 'UDP/1', 'TCP/80', 'TCP/65535', 'UDP/65535']
      for (const [n, port] of ports.entries())
        await lab.has(await lab.create({ name: `port-${n}`, ports: [port], key: 'k', pin: ip(3) }), ip(3))
    },
  },
  {
    title: 'Services of one key and pin share, whatever their namespace, selector and number',
    async check(lab) {
      for (let n = 0; n < 20; n++) {
        const namespace = n % 2 === 0 ? HOME : ABROAD
        const spec = { selector: { app: `app-${n}` } }
        const ports = [`TCP/${8000 + n}`]
        await lab.has(
          await lab.create({ name: `s-${n}`, namespace, ports, key: 'k', pin: ip(2), spec }),
          ip(2),
        )
      }
    },
  },
  {
    title: 'TCP and UDP on one port live in one Service',
    async check(lab) {
      await lab.has(await lab.create({ name: 'dns', ports: ['TCP/53', 'UDP/53'] }), ip(0))
    },
  },
  {
    title: 'the same port twice on one address is refused',
    async check(lab) {
      await lab.has(await lab.create({ name: 'one', key: 'k', pin: ip(0) }), ip(0))
      const two = await lab.create({ name: 'two', namespace: ABROAD, key: 'k', pin: ip(0) })
      await lab.refused(two, `port TCP/80 is already in use on "${ip(0)}"`)
    },
  },
  {
    title: 'a pin on an address of another key is refused, and one without a key too',
    async check(lab) {
      await lab.has(await lab.create({ ...anchor, pin: ip(0) }), ip(0))
      const other = await lab.create({ name: 'other', key: 'other', pin: ip(0) })
      await lab.refused(other, keyRefusal(`${HOME}/other`, `${HOME}/anchor`))
      const none = await lab.create({ name: 'none', ports: ['TCP/81'], pin: ip(0) })
      await lab.refused(none, keyRefusal(`${HOME}/none`, `${HOME}/anchor`))
    },
  },
  {
    title: 'beside an anchor of policy Cluster, Local is refused with a selector and accepted without',
    async check(lab) {
      await lab.has(await lab.create({ ...anchor, pin: ip(0) }), ip(0))
      const spec = { ...local, selector: { app: 'web' } }
      const selecting = await lab.create({ name: 'selecting', key: 'k', pin: ip(0), spec })
      await lab.refused(selecting, keyRefusal(`${HOME}/selecting`, `${HOME}/anchor`))
      const bare = await lab.create({ name: 'bare', ports: ['TCP/81'], key: 'k', pin: ip(0), spec: local })
      await lab.has(bare, ip(0))
    },
  },
  {
    title: 'beside an anchor of policy Local, only Local with its very selector is accepted',
    async check(lab) {
      const spec = { ...local, selector: { app: 'web' } }
      const shared = { key: 'k', pin: ip(0) }
      await lab.has(await lab.create({ ...anchor, pin: ip(0), spec }), ip(0))
      await lab.has(await lab.create({ ...shared, name: 'same', ports: ['TCP/1'], spec }), ip(0))
      const refusals = (name: string) => [
        keyRefusal(`${HOME}/${name}`, `${HOME}/anchor,${HOME}/same`),
        keyRefusal(`${HOME}/${name}`, `${HOME}/same,${HOME}/anchor`),
      ]
      const others = { ...local, selector: { app: 'other' } }
      const other = await lab.create({ ...shared, name: 'other', ports: ['TCP/2'], spec: others })
      await lab.refused(other, ...refusals('other'))
      const cluster = await lab.create({ ...shared, name: 'cluster', ports: ['TCP/3'] })
      await lab.refused(cluster, ...refusals('cluster'))
    },
  },
  {
    title: 'a Service with the old annotation prefix shares with one of the new, and is warned',
    async check(lab) {
      await lab.has(await lab.create({ ...anchor, pin: ip(1) }), ip(1))
      const prefix = 'metallb.universe.tf'
      const annotations = { [`${prefix}/allow-shared-ip`]: 'k', [`${prefix}/loadBalancerIPs`]: ip(1) }
      const old = await lab.create({ name: 'old', annotations })
      await lab.has(old, ip(1))
      await lab.wasTold(old, 'Warning deprecatedAnnotation')
    },
  },
  {
    title: 'an unpinned Service shares the address of its sibling where none below is free',
    async check(lab) {
      await lab.has(await lab.create({ ...anchor }), ip(0))
      await lab.has(await lab.create({ name: 'sibling', key: 'k' }), ip(0))
      await lab.has(await lab.create({ name: 'rival', key: 'k' }), ip(1))
    },
  },
  {
    title:
      'an equal key does not attract: an unpinned Service gets the lowest address that is free or shareable',
    async check(lab) {
      const low = await lab.create({ name: 'low', key: 'low' })
      await lab.has(low, ip(0))
      await lab.has(await lab.create({ ...anchor }), ip(1))
      await lab.remove(low)
      await lab.settle()
      await lab.has(await lab.create({ name: 'sibling', key: 'k' }), ip(0))
    },
  },
]
