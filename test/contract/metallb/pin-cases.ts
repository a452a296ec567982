import { HOME } from './lab.ts'
import { ip, keyRefusal, type MetallbCase, small } from './metallb-case.ts'
import { anchor } from './sharing-cases.ts'

const other = { name: 'other', addresses: ['192.0.2.0/29'] }

export const pinCases: readonly MetallbCase[] = [
  {
    title: 'a pin and spec.loadBalancerIP together are refused',
    async check(lab) {
      const both = await lab.create({ name: 'both', pin: ip(1), spec: { loadBalancerIP: ip(1) } })
      await lab.refused(
        both,
        'service can not have both metallb.io/loadBalancerIPs and svc.Spec.LoadBalancerIP',
      )
    },
  },
  {
    title: 'a pin outside of the pools is refused',
    async check(lab) {
      await lab.refused(
        await lab.create({ name: 'out', pin: '192.0.2.9' }),
        '["192.0.2.9"] is not allowed in config',
      )
    },
  },
  {
    title: 'a malformed pin is refused',
    async check(lab) {
      const bad = await lab.create({ name: 'bad', pin: '198.51.100' })
      await lab.refused(bad, 'invalid metallb.io/loadBalancerIPs: "198.51.100"')
    },
  },
  {
    title: 'a pin with the wrong pool is refused, and an unknown pool too',
    pools: [small, other],
    async check(lab) {
      const annotations = { 'metallb.io/address-pool': 'other' }
      const wrong = await lab.create({ name: 'wrong', pin: ip(1), annotations })
      await lab.refused(
        wrong,
        `requested loadBalancer IP(s) ["${ip(1)}"] is not compatible with requested address pool other`,
      )
      const nope = await lab.create({ name: 'nope', annotations: { 'metallb.io/address-pool': 'nope' } })
      await lab.refused(nope, 'unknown pool "nope"')
    },
  },
  {
    title: 'a pool is asked for by its name',
    pools: [small, other],
    async check(lab) {
      await lab.has(
        await lab.create({ name: 'a', annotations: { 'metallb.io/address-pool': 'other' } }),
        '192.0.2.0',
      )
    },
  },
  {
    title: 'a v6 pin on a v4 Service is refused, and two v4 pins too',
    async check(lab) {
      const six = await lab.create({ name: 'six', pin: '2001:db8::1' })
      await lab.refused(
        six,
        'requested loadBalancer IP(s) ["2001:db8::1"] does not match the ipFamily of the service',
      )
      const two = await lab.create({ name: 'two', pin: `${ip(1)},${ip(2)}` })
      await lab.refused(two, `IPFamilyForAddresses: same address family ["${ip(1)}" "${ip(2)}"]`)
    },
  },
  {
    title: 'a pin that equals the present address, set later, keeps it: alone and beside siblings',
    async check(lab) {
      const alone = await lab.create({ name: 'alone', key: 'alone' })
      const one = await lab.create({ name: 'one', key: 'k', ports: ['TCP/80'], pin: ip(1) })
      const two = await lab.create({ name: 'two', key: 'k', ports: ['TCP/81'], pin: ip(1) })
      await lab.has(alone, ip(0))
      await lab.has(two, ip(1))
      await lab.annotate(two, { 'metallb.io/loadBalancerIPs': null })
      await lab.keeps(two, ip(1))
      await lab.annotate(alone, { 'metallb.io/loadBalancerIPs': ip(0) })
      await lab.annotate(two, { 'metallb.io/loadBalancerIPs': ip(1) })
      await lab.keeps(alone, ip(0))
      await lab.keeps(one, ip(1))
      await lab.keeps(two, ip(1))
    },
  },
  {
    title: 'a changed pin moves a Service; one to an address that is taken leaves it with none',
    async check(lab) {
      await lab.has(await lab.create({ name: 'taken', key: 'taken', pin: ip(2) }), ip(2))
      const service = await lab.create({ name: 'service', key: 'k', pin: ip(0) })
      await lab.has(service, ip(0))
      await lab.annotate(service, { 'metallb.io/loadBalancerIPs': ip(1) })
      await lab.has(service, ip(1))
      await lab.annotate(service, { 'metallb.io/loadBalancerIPs': ip(2) })
      await lab.refused(service, keyRefusal(`${HOME}/service`, `${HOME}/taken`))
    },
  },
  {
    title: 'a hold on a full pool is never given away, and asking for it is refused',
    pools: [{ name: 'default', addresses: ['198.51.100.0/30'] }],
    async check(lab) {
      for (const n of [0, 1, 2])
        await lab.has(await lab.create({ name: `s-${n}`, ports: ['TCP/80'], pin: ip(n) }), ip(n))
      await lab.has(await lab.create({ ...anchor, pin: ip(3) }), ip(3))
      await lab.refused(await lab.create({ name: 'any' }), 'no available IPs')
      const asking = await lab.create({ name: 'asking', pin: ip(3) })
      await lab.refused(asking, keyRefusal(`${HOME}/asking`, `${HOME}/anchor`))
    },
  },
]
