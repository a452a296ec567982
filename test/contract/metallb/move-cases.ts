import { expect } from 'vitest'
import { ABROAD, HOME, type Lab, type Service, type ServiceRef } from './lab.ts'
import { ip, type MetallbCase } from './metallb-case.ts'
import { portsOf } from './service-wish.ts'
import { anchor } from './sharing-cases.ts'

/** A port that changes hands: an anchor holds the address, `from` has the port. */
async function held(lab: Lab): Promise<ServiceRef> {
  await lab.has(await lab.create({ ...anchor, pin: ip(3) }), ip(3))
  const from = await lab.create({ name: 'from', key: 'k', pin: ip(3) })
  await lab.has(from, ip(3))
  return from
}

const successor = { name: 'to', namespace: ABROAD, key: 'k', pin: ip(3) }
const inUse = (port: string) => `port ${port} is already in use on "${ip(3)}"`

export const moveCases: readonly MetallbCase[] = [
  {
    title: 'a successor that waits for the port gets it when the old Service is deleted',
    async check(lab) {
      const from = await held(lab)
      const to = await lab.create(successor)
      await lab.refused(to, inUse('TCP/80'))
      await lab.remove(from)
      await lab.has(to, ip(3))
    },
  },
  {
    title:
      'a successor that stands ready on a spare SCTP port never loses its address when it takes the port over',
    async check(lab) {
      const from = await held(lab)
      const to = await lab.create({ ...successor, ports: ['SCTP/2'] })
      await lab.has(to, ip(3))
      const seen = await watched(lab, to, async () => {
        await lab.remove(from)
        await lab.settle()
        await lab.patch(to, { spec: { ports: portsOf('TCP/80') } })
        await lab.keeps(to, ip(3))
      })
      expect(new Set(seen)).toEqual(new Set([ip(3)]))
    },
  },
  {
    title: 'a successor that takes the port before the old Service is deleted loses its address',
    async check(lab) {
      const from = await held(lab)
      const to = await lab.create({ ...successor, ports: ['SCTP/2'] })
      await lab.has(to, ip(3))
      await lab.patch(to, { spec: { ports: portsOf('TCP/80') } })
      await lab.refused(to, inUse('TCP/80'))
      await lab.remove(from)
      await lab.has(to, ip(3))
    },
  },
  {
    title: 'two successors on one address need different spare ports',
    async check(lab) {
      await held(lab)
      await lab.has(await lab.create({ ...successor, ports: ['SCTP/2'] }), ip(3))
      const second = await lab.create({ ...successor, name: 'second', ports: ['SCTP/2'] })
      await lab.refused(second, inUse('SCTP/2'))
      await lab.has(await lab.create({ ...successor, name: 'third', ports: ['SCTP/3'] }), ip(3))
    },
  },
  {
    title: 'without an anchor a stranger takes the address of a full pool while its port moves',
    pools: [{ name: 'default', addresses: [`${ip(3)}/32`] }],
    async check(lab) {
      const from = await lab.create({ name: 'from', key: 'k' })
      await lab.has(from, ip(3))
      const stranger = await lab.create({ name: 'stranger', namespace: HOME })
      await lab.refused(stranger, 'no available IPs')
      await lab.remove(from)
      await lab.has(stranger, ip(3))
      const to = await lab.create(successor)
      await lab.settle()
      expect(await lab.addresses(to)).toEqual([])
    },
  },
]

/** The addresses that a Service had at every change while `work` went on; `none` where it had none. */
async function watched(
  lab: Lab,
  { uid, namespace }: ServiceRef,
  work: () => Promise<void>,
): Promise<string[]> {
  const end = new AbortController()
  const path = `/api/v1/namespaces/${namespace}/services`
  const events = await lab.kube.watch<Service>(path, end.signal)
  const seen: string[] = []
  const reading = (async () => {
    for await (const { object } of events)
      if (object.metadata.uid === uid) seen.push(object.status.loadBalancer.ingress?.[0]?.ip ?? 'none')
  })()
  await work().finally(() => end.abort())
  await reading
  return seen
}
