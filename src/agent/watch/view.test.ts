import { expect, test } from 'vitest'
import type { Event, KubeObject, Namespace, ProviderLeasedIP, Service } from '../kube/kube-objects.ts'
import { objectKey } from '../kube/resource.ts'
import { plipName } from '../stock/plip.ts'
import { lease, wish } from '../stock/test-wishes.ts'
import { createViewReader, type Objects } from './view.ts'
import { wakeOf } from './wake.ts'

const meta = (name: string, part: Partial<KubeObject['metadata']> = {}) => ({
  name,
  uid: `uid-${name}`,
  resourceVersion: '1',
  creationTimestamp: '2026-01-31T12:00:00Z',
  ...part,
})
const plip = (part: object = {}): ProviderLeasedIP => ({
  apiVersion: 'akash.network/v2beta2',
  kind: 'ProviderLeasedIP',
  metadata: meta(plipName(wish), { namespace: 'lease' }),
  spec: {
    lease_id: { ...lease, dseq: String(lease.dseq) },
    service_name: 'web',
    port: 3000,
    external_port: 80,
    sharing_key: wish.sharingKey,
    protocol: 'TCP',
    ...part,
  },
})
const service = (version: string, ip: string | null = null, key = wish.sharingKey): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta('web-ip-80-tcp', {
    namespace: 'ns',
    resourceVersion: version,
    labels: { 'akash.network': 'true', 'akash.network/service-target': 'metal-lb' },
    annotations: { 'metallb.io/allow-shared-ip': key },
  }),
  spec: { type: 'LoadBalancer', ports: [{ protocol: 'TCP', port: 80, targetPort: 3000 }] },
  status: { loadBalancer: { ingress: ip === null ? [] : [{ ip }] } },
})
const refusal = (name: string, at: string, message: string): Event => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: meta(name, { namespace: 'ns' }),
  involvedObject: { kind: 'Service', uid: 'uid-web-ip-80-tcp' },
  reason: 'AllocationFailed',
  message,
  lastTimestamp: at,
})
const mapOf = <T extends KubeObject>(...objects: readonly T[]) =>
  new Map(objects.map((object) => [objectKey(object.metadata), object]))
const nothing: Objects = {
  plips: new Map(),
  overrides: new Map(),
  services: new Map(),
  namespaces: new Map(),
  pools: new Map(),
  configurations: new Map(),
  events: new Map(),
}
const rest = { counts: new Map(), chain: new Map(), fresh: true, seenSince: new Map() }
const readerOf = () => createViewReader({ agentNamespace: 'ipgw-agent', provider: lease.provider })

test('wishes that cannot be followed are no wishes, and their endpoints have not vanished', () => {
  const { view, wishFaults } = readerOf().observe({
    ...rest,
    objects: { ...nothing, plips: mapOf(plip({ port: 0 })) },
  })
  expect(view.ports).toEqual([])
  expect(view.faults).toEqual(new Set([wish.sharingKey]))
  expect(wishFaults).toHaveLength(1)
})

test('the newest refusal of a Service comes with it, in whatever order Events are listed', () => {
  const events = [refusal('b', '2026-01-31T12:00:09Z', 'new'), refusal('a', '2026-01-31T12:00:01Z', 'old')]
  const objects = { ...nothing, services: mapOf(service('1')), events: mapOf(...events) }
  const { view } = readerOf().observe({ ...rest, objects })
  expect(view.services.map((one) => one.refusal?.message)).toEqual(['new'])
})

test('what did not change is the same value as before', () => {
  const reader = readerOf()
  const objects = { ...nothing, plips: mapOf(plip()), services: mapOf(service('1')) }
  const { view } = reader.observe({ ...rest, objects })
  const again = reader.observe({
    ...rest,
    objects: { ...objects, services: mapOf(...objects.services.values()) },
  })
  expect(again.view.ports).toBe(view.ports)
  expect(again.view.services).not.toBe(view.services)
  expect(again.view.services[0]).toBe(view.services[0])
})

test('a namespace on its way out is known as that', () => {
  const going = { deletionTimestamp: '2026-01-31T12:00:00Z' }
  const all: Namespace[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: meta('a'), status: { phase: 'Active' } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: meta('b', going), status: { phase: 'Active' } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: meta('c') },
  ]
  const { view } = readerOf().observe({ ...rest, objects: { ...nothing, namespaces: mapOf(...all) } })
  expect([...view.namespaces]).toEqual([
    ['a', 'Active'],
    ['b', 'Terminating'],
    ['c', 'Active'],
  ])
})

const unknown = () => null
const wakeOfServices = (before: Service, object: Service) =>
  wakeOf({ kind: 'services', changes: [{ type: 'changed', object, before }] }, readerOf(), unknown)

test('a status that is written again wakes nobody; an address does, and one that goes those who wait', () => {
  const same = wakeOfServices(service('1', '198.51.100.1'), service('2', '198.51.100.1'))
  expect(same).toMatchObject({ freed: false, all: false })
  expect(same.keys.size).toBe(0)
  const given = wakeOfServices(service('1'), service('2', '198.51.100.1'))
  expect(given).toMatchObject({ keys: new Set([wish.sharingKey]), freed: false })
  const taken = wakeOfServices(service('1', '198.51.100.1'), service('2'))
  expect(taken).toMatchObject({ keys: new Set([wish.sharingKey]), freed: true })
})

test('a Service whose key changes wakes both endpoints', () => {
  const other = `${lease.owner}-ip-other`
  const { keys } = wakeOfServices(service('1'), service('2', null, other))
  expect(keys).toEqual(new Set([wish.sharingKey, other]))
})

test('counts of a pool wake nobody, its rules all', () => {
  const pool = (version: string, part: object) => ({
    apiVersion: 'metallb.io/v1beta1',
    kind: 'IPAddressPool',
    metadata: meta('default', { resourceVersion: version }),
    spec: { addresses: ['198.51.100.0/28'] },
    ...part,
  })
  const wake = (object: ReturnType<typeof pool>) =>
    wakeOf(
      { kind: 'pools', changes: [{ type: 'changed', before: pool('1', {}), object }] },
      readerOf(),
      unknown,
    ).all
  expect(wake(pool('2', { status: { assignedIPv4: 1 } }))).toBe(false)
  expect(wake(pool('2', { spec: { addresses: ['198.51.100.0/27'] } }))).toBe(true)
})

test('an Event wakes the endpoint of the Service that it is about', () => {
  const event = refusal('a', '2026-01-31T12:00:01Z', 'no')
  const wake = wakeOf({ kind: 'events', changes: [{ type: 'added', object: event }] }, readerOf(), (uid) =>
    uid === 'uid-web-ip-80-tcp' ? 'key' : null,
  )
  expect(wake.keys).toEqual(new Set(['key']))
})
