import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import { ABROAD, HOME, type Lab, type ServiceRef } from './lab.ts'
import { ip, keyRefusal, type MetallbCase, tiny } from './metallb-case.ts'
import { anchor } from './sharing-cases.ts'

/** Takes every address of the tiny pool, each by another. */
async function fill(lab: Lab): Promise<ServiceRef[]> {
  const made: ServiceRef[] = []
  for (const n of [0, 1, 2, 3]) {
    const service = await lab.create({ name: `s-${n}`, pin: ip(n) })
    await lab.has(service, ip(n))
    made.push(service)
  }
  return made
}

export const lifeCases: readonly MetallbCase[] = [
  {
    title: 'in a full pool a Service waits, and is served when an address is freed',
    pools: [tiny],
    async check(lab) {
      const [, , third] = await fill(lab)
      const waiting = await lab.create({ name: 'waiting' })
      await lab.refused(waiting, 'no available IPs')
      if (third !== undefined) await lab.remove(third)
      await lab.has(waiting, ip(2))
    },
  },
  {
    title: 'in a full pool that is asked for by name the refusal names it',
    pools: [tiny],
    async check(lab) {
      await fill(lab)
      const waiting = await lab.create({
        name: 'waiting',
        annotations: { 'metallb.io/address-pool': 'default' },
      })
      const why = 'no available IPs in pool default'
      await lab.refused(waiting, lab.version === '0.14.9' ? `${why} for ipv4 IPFamily` : why)
    },
  },
  {
    title: 'ports keep the address of an anchor that is deleted, and made again with a pin it is back there',
    async check(lab) {
      const holding = await lab.create({ ...anchor, pin: ip(4) })
      const port = await lab.create({ name: 'port', key: 'k', pin: ip(4) })
      await lab.has(port, ip(4))
      await lab.remove(holding)
      await lab.keeps(port, ip(4))
      await lab.has(await lab.create({ ...anchor, pin: ip(4) }), ip(4))
    },
  },
  {
    title: 'once anchor and ports are deleted the next newcomer takes the address',
    async check(lab) {
      const holding = await lab.create({ ...anchor, pin: ip(0) })
      const port = await lab.create({ name: 'port', key: 'k', pin: ip(0) })
      await lab.has(port, ip(0))
      await lab.remove(holding)
      await lab.remove(port)
      await lab.has(await lab.create({ name: 'newcomer' }), ip(0))
    },
  },
  {
    title: 'a deleted Service holds address and port until its finalizer goes',
    async check(lab) {
      const dying = await lab.create({ name: 'dying', pin: ip(0), finalizers: ['example.com/wait'] })
      await lab.has(dying, ip(0))
      await lab.remove(dying)
      const next = await lab.create({ name: 'next', pin: ip(0) })
      await lab.refused(next, keyRefusal(`${HOME}/next`, `${HOME}/dying`))
      await lab.patch(dying, { metadata: { finalizers: null } })
      await lab.has(next, ip(0))
    },
  },
  {
    title: 'no address changes when MetalLB is killed and starts again, a hole below them notwithstanding',
    async check(lab) {
      const low = await lab.create({ name: 'low' })
      const unpinned = await lab.create({ name: 'unpinned' })
      const holding = await lab.create({ ...anchor, pin: ip(4) })
      const port = await lab.create({ name: 'port', namespace: ABROAD, key: 'k', pin: ip(4) })
      await lab.has(unpinned, ip(1))
      await lab.has(port, ip(4))
      await lab.remove(low)
      await lab.settle()
      await lab.restartMetallb()
      await lab.keeps(unpinned, ip(1))
      await lab.keeps(holding, ip(4))
      await lab.keeps(port, ip(4))
    },
  },
  {
    title: 'a namespace that is deleted takes its Services, and the anchor elsewhere keeps the address',
    async check(lab) {
      await lab.createNamespace('contract-lease')
      const holding = await lab.create({ ...anchor, pin: ip(0) })
      const port = await lab.create({ name: 'port', namespace: 'contract-lease', key: 'k', pin: ip(0) })
      const lone = await lab.create({ name: 'lone', namespace: 'contract-lease', pin: ip(1) })
      await lab.has(port, ip(0))
      await lab.has(lone, ip(1))
      await lab.kube.want('DELETE', '/api/v1/namespaces/contract-lease')
      await eventually(
        async () => (await lab.kube.ask('GET', '/api/v1/namespaces/contract-lease')).status,
        (status) => expect(status).toBe(404),
      )
      await lab.keeps(holding, ip(0))
      await lab.has(await lab.create({ name: 'next' }), ip(1))
      await lab.has(await lab.create({ name: 'port', key: 'k', pin: ip(0) }), ip(0))
    },
  },
]
