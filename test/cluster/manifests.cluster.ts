import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKubeClient, type KubeClient } from '#agent/kube/kube-client.ts'
import type { Draft, Service } from '#agent/kube/kube-objects.ts'
import { configMaps, leasedIpOverrides, services } from '#agent/kube/resource.ts'
import { buildAnchor, noteAnchorPatch, repinAnchorPatch } from '#agent/object/anchor.ts'
import { buildConfigMap } from '#agent/object/config-map.ts'
import { overrideStatusPatch } from '#agent/object/override-status.ts'
import {
  buildPortService,
  openPortPatch,
  pinPortPatch,
  retargetPortPatch,
} from '#agent/object/port-service.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { lease, wish } from '#agent/stock/test-wishes.ts'
import { type KubeApi, openKubeApi } from '../contract/kube-api.ts'
import { eventually } from '../contract/metallb/eventually.ts'
import { agentToken, installAgent, kubectl } from './agent/install-agent.ts'
import { type Cluster, openCluster } from './bed.ts'

const AGENT = 'ipgw-agent'
const HOME = leaseNamespace(lease)
const port = { wish, namespace: HOME, name: 'web-ip-80-tcp', address: '198.51.100.7', spare: null }
const note = {
  owner: lease.owner,
  sharingKey: wish.sharingKey,
  state: 'leased' as const,
  since: new Date('2026-01-31T12:00:00Z'),
  until: null,
  leases: [lease],
}

let cluster: Cluster
let admin: KubeApi
let agent: KubeClient
beforeAll(async () => {
  cluster = await openCluster({ metallb: 'none' })
  admin = openKubeApi(cluster.config)
  await installAgent(cluster, 'agent-example')
  const token = await agentToken(admin)
  agent = createKubeClient({
    server: cluster.config.server,
    tls: { ca: cluster.config.ca },
    authorization: async () => `Bearer ${token}`,
    namespace: null,
  })
  const labels = { 'akash.network': 'true', 'akash.network/namespace': HOME }
  await admin.want('POST', '/api/v1/namespaces', { metadata: { name: HOME, labels } })
})
afterAll(async () => {
  await agent?.close()
  await admin?.close()
  await cluster?.stop()
})

const withSpec = (service: Draft<Service>, spec: object): Draft<Service> => ({
  ...service,
  spec: { ...service.spec, ...spec },
})
const named = (service: Draft<Service>, metadata: object): Draft<Service> => ({
  ...service,
  metadata: { ...service.metadata, ...metadata },
})
/** Without its version: MetalLB would have changed that. */
const refOf = ({ metadata: { namespace = '', name, uid } }: Service) => ({ namespace, name, uid })
const anchor = buildAnchor({ namespace: AGENT, address: '198.51.100.7', note })
const ofLease = buildPortService(port)
const taker = withSpec(ofLease, { externalIPs: ['192.0.2.1'] })
const inside: Draft<Service> = { ...ofLease, spec: { type: 'ClusterIP', ports: [{ port: 80 }] } }

describe('the policy for Services of the agent', () => {
  beforeAll(async () => {
    // The server looks for new policies once a second, and lets everything through until then.
    let tries = 0
    const attempt = () => agent.create(services, named(taker, { name: `early-${tries++}` })).catch(String)
    await eventually(attempt, (said) => expect(said).toContain('ValidatingAdmissionPolicy'))
  })

  it.each([
    ['with externalIPs', taker, 'have no externalIPs'],
    ['of type ClusterIP', inside, 'have the type LoadBalancer'],
    ['without the label', named(ofLease, { labels: {} }), 'service-target=metal-lb'],
    ['outside of leases', named(ofLease, { namespace: 'default' }), 'only in its own namespace and in those'],
    ['where plips lie', named(ofLease, { namespace: 'lease' }), 'only in its own namespace and in those'],
    ['of a tenant in its own namespace', named(ofLease, { namespace: AGENT }), 'anchor=true'],
    ['that is an anchor with pods', withSpec(anchor, { selector: { app: 'x' } }), 'selects no pods'],
  ])('refuses one %s', async (_what, service, words) => {
    await expect(agent.create(services, service)).rejects.toThrow(words)
  })

  it('lets everything through that the agent does', async () => {
    const held = { ...note, state: 'held' as const, until: new Date('2026-02-01T00:00:00Z') }
    const a = refOf(await agent.create(services, anchor))
    await agent.mergePatch(services, { ...a, patch: noteAnchorPatch(a.uid, held) })
    await agent.mergePatch(services, { ...a, patch: repinAnchorPatch(a.uid, '198.51.100.8') })
    const p = refOf(await agent.create(services, buildPortService({ ...port, spare: 2 })))
    await agent.mergePatch(services, { ...p, patch: openPortPatch(p.uid, port) })
    await agent.mergePatch(services, { ...p, patch: retargetPortPatch(p.uid, port) })
    await agent.mergePatch(services, { ...p, patch: pinPortPatch(p.uid, '198.51.100.7') })
    expect(await agent.delete(services, p)).toBeNull()
    expect(await agent.delete(services, a)).toBeNull()
  })

  it('keeps it from taking, changing or deleting what is not its own', async () => {
    const path = `/api/v1/namespaces/${HOME}/services`
    const theirs = await admin.want('POST', path, {
      metadata: { name: 'web' },
      spec: { ports: [{ port: 80 }] },
    })
    const words = 'writes only Services with the label'
    const labels = ofLease.metadata.labels ?? {}
    const taking = agent.mergePatch(services, { ...theirs.metadata, patch: { metadata: { labels } } })
    await expect(taking).rejects.toThrow(words)
    await expect(agent.delete(services, theirs.metadata)).rejects.toThrow(words)
    expect((await admin.want('GET', `${path}/web`)).metadata.uid).toBe(theirs.metadata.uid)
  })

  it('is about nobody else', async () => {
    const externalIPs = ['192.0.2.1']
    const spec = { ports: [{ port: 80 }], externalIPs }
    const path = '/api/v1/namespaces/default/services'
    await admin.want('POST', path, { metadata: { name: 'other' }, spec })
  })
})

describe('the policy for ConfigMaps of the agent', () => {
  const wanted = buildConfigMap(lease, [])
  const apply = (metadata: object) =>
    agent.apply(configMaps, {
      object: { ...wanted, metadata: { ...wanted.metadata, ...metadata } },
      manager: AGENT,
      force: true,
    })

  it('lets the leased IPs of a lease through, twice', async () => {
    await apply({})
    await apply({ labels: { more: 'true' } })
    expect((await agent.get(configMaps, { namespace: HOME, name: 'akash-leased-ips' })).data).toEqual(
      wanted.data,
    )
  })

  it('refuses them where no lease is, and any other ConfigMap', async () => {
    await expect(apply({ namespace: 'default' })).rejects.toThrow('only in the namespaces of leases')
    await expect(apply({ name: 'other' })).rejects.toThrow('cannot patch resource "configmaps"')
  })
})

describe('the CRD of overrides', () => {
  const path = `/apis/ipgw.akash.network/v1alpha1/namespaces/${AGENT}/leasedipoverrides`
  const override = (endpoint: string, more: object = {}, name = `${lease.owner}-ip-${endpoint}`) => ({
    apiVersion: 'ipgw.akash.network/v1alpha1',
    kind: 'LeasedIPOverride',
    metadata: { name, namespace: AGENT },
    spec: { owner: lease.owner, endpoint, ...more },
  })
  const web = { lease: { dseq: '1' }, service: 'web', externalPort: 80, port: 3000 }

  it.each([
    ['another name', override('a', {}, 'a'), 'metadata.name must be \\"<owner>-ip-<endpoint>\\"'],
    ['no time in its hold', override('a', { hold: {} }), 'say either until or ttlSeconds'],
    [
      'two times in its hold',
      override('a', { hold: { until: '2026-01-01T00:00:00Z', ttlSeconds: 5 } }),
      'say either until or ttlSeconds',
    ],
    [
      'no end of its hold',
      override('a', { hold: { ttlSeconds: 99_999_999 } }),
      'less than or equal to 31622400',
    ],
    ['a port twice', override('a', { ports: [web, web] }), 'Duplicate value'],
    [
      'a port open and closed',
      override('a', { ports: [web], closed: ['TCP/80'] }),
      'stands in ports and in closed',
    ],
    [
      'SCTP',
      override('a', { ports: [{ ...web, protocol: 'SCTP' }] }),
      'supported values: \\"TCP\\", \\"UDP\\"',
    ],
    ['no port', override('a', { closed: ['80'] }), 'should match'],
    ['a name for an address', override('a', { address: 'example.org' }), 'should match'],
  ])('refuses one with %s', async (_what, object, words) => {
    const { status, body } = await admin.ask('POST', path, object)
    expect(JSON.stringify(body)).toContain(words)
    expect(status).toBe(422)
  })

  it('takes what the SDL may name, and the same number with the other protocol', async () => {
    const hashed = `${lease.owner}-ip-ps9pn7rkocct7m9ivtovuktb`
    await admin.want('POST', path, override('meYOU', {}, hashed))
    await admin.want('POST', path, override('both', { ports: [web], closed: ['UDP/80', 'TCP/8080'] }))
  })

  it.each([
    ['owner', { owner: lease.provider }],
    ['endpoint', { endpoint: 'other' }],
  ])('never changes its %s', async (field, spec) => {
    const name = `${lease.owner}-ip-fixed-${field}`
    await admin.want('POST', path, override(`fixed-${field}`))
    const answer = await admin.ask('PATCH', `${path}/${name}`, { spec }, 'application/merge-patch+json')
    expect(JSON.stringify(answer.body)).toContain(`${field} cannot be changed; make another override`)
  })

  it('has a status that only its own path writes, and columns that say it', async () => {
    const name = `${lease.owner}-ip-shown`
    const made = await admin.want('POST', path, { ...override('shown'), status: { state: 'held' } })
    const address = '198.51.100.7'
    const pending = { reason: 'PORT_MOVING', message: 'soon' } as const
    const verdict = { ...note, state: 'assigned' as const, address, pool: 'default', pending, ports: [] }
    await agent.mergePatch(leasedIpOverrides, {
      ...made.metadata,
      subresource: 'status',
      patch: overrideStatusPatch(verdict, 1),
    })
    const shown = await kubectl(cluster, '-n', AGENT, 'get', 'lipo', name, '-o', 'wide')
    const [head = '', row = ''] = shown.split('\n')
    expect(head.split(/ {2,}/).map((word) => word.trim())).toEqual([
      'NAME',
      'ENDPOINT',
      'ADDRESS',
      'STATE',
      'REASON',
      'UNTIL',
      'AGE',
      'OWNER',
      'WANTED',
      'MESSAGE',
    ])
    expect(row).toMatch(/ shown +198\.51\.100\.7 +assigned +PORT_MOVING +\d+s +akash1\S+ +soon/)
    const patch = { status: { address: '192.0.2.1' } }
    await admin.want('PATCH', `${path}/${name}`, patch, 'application/merge-patch+json')
    const kept = await agent.list(leasedIpOverrides, { namespace: AGENT })
    expect(kept.items.find((item) => item.metadata.name === name)?.status?.address).toBe(address)
  })
})
