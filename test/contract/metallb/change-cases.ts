import { expect } from 'vitest'
import type { KubeObject } from '../kube-api.ts'
import { HOME, type Lab, type ServiceRef } from './lab.ts'
import { ip, keyRefusal, type MetallbCase } from './metallb-case.ts'
import { portsOf } from './service-wish.ts'
import { anchor } from './sharing-cases.ts'

const KEY = 'metallb.io/allow-shared-ip'
const PIN = 'metallb.io/loadBalancerIPs'

/** An anchor and a port Service that share an address. */
async function pair(lab: Lab, n: number): Promise<{ anchor: ServiceRef; port: ServiceRef }> {
  const made = {
    anchor: await lab.create({ ...anchor, pin: ip(n) }),
    port: await lab.create({ name: 'port', key: 'k', pin: ip(n) }),
  }
  await lab.has(made.anchor, ip(n))
  await lab.has(made.port, ip(n))
  return made
}

export const changeCases: readonly MetallbCase[] = [
  {
    title: 'a key changed while the address is shared moves that Service, not its siblings',
    async check(lab) {
      const holding = await lab.create({ ...anchor })
      const port = await lab.create({ name: 'port', key: 'k', pin: ip(0) })
      await lab.has(port, ip(0))
      await lab.annotate(holding, { [KEY]: 'other' })
      await lab.has(holding, ip(1))
      await lab.wasTold(holding, 'Normal ClearAssignment')
      await lab.keeps(port, ip(0))
    },
  },
  {
    title: 'a pinned Service whose key changes while the address is shared loses it',
    async check(lab) {
      const { anchor: holding, port } = await pair(lab, 0)
      await lab.annotate(holding, { [KEY]: 'other' })
      await lab.refused(holding, keyRefusal(`${HOME}/anchor`, `${HOME}/port`))
      await lab.keeps(port, ip(0))
    },
  },
  {
    title: 'a key changed or taken away while alone on the address keeps it, and bars those of the old key',
    async check(lab) {
      const alone = await lab.create({ ...anchor, pin: ip(2) })
      await lab.has(alone, ip(2))
      await lab.annotate(alone, { [KEY]: 'quarantine' })
      await lab.keeps(alone, ip(2))
      const late = await lab.create({ name: 'late', key: 'k', pin: ip(2) })
      await lab.refused(late, keyRefusal(`${HOME}/late`, `${HOME}/anchor`))
      await lab.annotate(alone, { [KEY]: null })
      await lab.keeps(alone, ip(2))
    },
  },
  {
    title:
      'a port Service that turns to Local loses its address to one that waits, and turning back does not help',
    async check(lab) {
      await lab.has(await lab.create({ ...anchor, pin: ip(0) }), ip(0))
      const port = await lab.create({
        name: 'port',
        key: 'k',
        pin: ip(0),
        spec: { selector: { app: 'web' } },
      })
      await lab.has(port, ip(0))
      const waiting = await lab.create({ name: 'waiting', key: 'k', pin: ip(0) })
      await lab.refused(waiting, `port TCP/80 is already in use on "${ip(0)}"`)
      await lab.patch(port, { spec: { externalTrafficPolicy: 'Local' } })
      await lab.has(waiting, ip(0))
      await lab.patch(port, { spec: { externalTrafficPolicy: 'Cluster' } })
      await lab.refused(port, `port TCP/80 is already in use on "${ip(0)}"`)
      await lab.keeps(waiting, ip(0))
    },
  },
  {
    title: 'another target port and selector keep the address',
    async check(lab) {
      const { port } = await pair(lab, 1)
      const ports = [{ name: 'tcp-80', protocol: 'TCP', port: 80, targetPort: 8080 }]
      await lab.patch(port, { spec: { ports, selector: { app: 'other' } } })
      await lab.keeps(port, ip(1))
    },
  },
  {
    title: 'a full PUT that drops the pin and foreign labels keeps the address',
    async check(lab) {
      const service = await lab.create({ name: 'stock', key: 'k', labels: { foreign: 'label' } })
      await lab.has(service, ip(0))
      await lab.annotate(service, { [PIN]: ip(0) })
      await lab.keeps(service, ip(0))
      const { metadata, spec } = await lab.read(service)
      await putBare(lab, { metadata, spec, key: 'k' })
      await lab.keeps(service, ip(0))
      const after = await lab.read(service)
      expect(after.metadata.labels).toBeUndefined()
      expect(after.metadata.annotations?.[PIN]).toBeUndefined()
    },
  },
  {
    title: 'a status that somebody wrote is adopted by an unpinned Service and mended on a pinned one',
    async check(lab) {
      const unpinned = await lab.create({ name: 'unpinned', key: 'a' })
      const pinned = await lab.create({ name: 'pinned', key: 'b', pin: ip(1) })
      await lab.has(unpinned, ip(0))
      await lab.has(pinned, ip(1))
      await forge(lab, unpinned, ip(5))
      await forge(lab, pinned, ip(6))
      await lab.keeps(unpinned, ip(5))
      await lab.has(pinned, ip(1))
    },
  },
  {
    title: 'a Service that is no LoadBalancer any more frees its address',
    async check(lab) {
      const service = await lab.create({ name: 'service' })
      await lab.has(service, ip(0))
      await lab.patch(service, { spec: { type: 'ClusterIP', allocateLoadBalancerNodePorts: null } })
      await lab.has(await lab.create({ name: 'next' }), ip(0))
    },
  },
  {
    title: 'a lone Service may exchange its port',
    async check(lab) {
      const { port } = await pair(lab, 1)
      await lab.patch(port, { spec: { ports: portsOf('UDP/443') } })
      await lab.keeps(port, ip(1))
      await lab.has(await lab.create({ name: 'next', key: 'k', pin: ip(1) }), ip(1))
    },
  },
]

interface Bare {
  readonly metadata: KubeObject['metadata']
  readonly spec: object
  readonly key: string
}

/** As the stock operator updates: from scratch, only the resource version and the spec are kept. */
async function putBare(lab: Lab, { metadata, spec, key }: Bare): Promise<void> {
  const { name, namespace, resourceVersion } = metadata
  await lab.kube.want('PUT', `/api/v1/namespaces/${namespace}/services/${name}`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, resourceVersion, annotations: { [KEY]: key } },
    spec,
  })
}

async function forge(lab: Lab, { name, namespace }: ServiceRef, address: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/services/${name}/status`
  const patch = { status: { loadBalancer: { ingress: [{ ip: address }] } } }
  await lab.kube.want('PATCH', path, patch, 'application/merge-patch+json')
}
