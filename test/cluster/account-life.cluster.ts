import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agent, startAgent } from '#agent/agent.ts'
import { createKubeClient, type KubeClient } from '#agent/kube/kube-client.ts'
import { services } from '#agent/kube/resource.ts'
import type { LeaseWord } from '#agent/model/chain-word.ts'
import { type LeaseRef, leaseRefKey } from '#agent/model/lease-ref.ts'
import { buildPortService } from '#agent/object/port-service.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { sharingKey } from '#agent/stock/sharing-key.ts'
import { wish } from '#agent/stock/test-wishes.ts'
import { testPolicy } from '#agent/test-agent.ts'
import { leaseOf } from '#agent/test-cluster.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { randomId } from '#platform/random-id.ts'
import { type KubeApi, MERGE_PATCH, openKubeApi } from '../contract/kube-api.ts'
import { eventually } from '../contract/metallb/eventually.ts'
import { agentToken, installAgent } from './agent/install-agent.ts'
import { StockProvider } from './agent/stock-provider.ts'
import { type UsedRights, watchRights } from './agent/used-rights.ts'
import { type Cluster, openCluster } from './bed.ts'

const QUARANTINE_MS = 3000
const POOL = '/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools/default'
const OVERRIDES = '/apis/ipgw.akash.network/v1alpha1/namespaces/ipgw-agent/leasedipoverrides'

/** One agent after the other under the real account, over one cluster. */
describe("an agent with its own account's rights and no others", () => {
  let cluster: Cluster
  let admin: KubeApi
  let client: KubeClient
  let provider: StockProvider
  let rights: UsedRights
  let agent: Agent
  const words = new Map<string, LeaseWord>()
  const [one, two] = [leaseOf(1), leaseOf(2)]
  const port = { lease: one, endpoint: 'front', externalPort: 80 }

  function start(mode: 'drive' | 'observe'): void {
    rights = watchRights(client)
    agent = startAgent({
      mode,
      policy: { ...testPolicy, quarantineMs: QUARANTINE_MS },
      manifestNamespace: 'lease',
      client: rights.client,
      identity: `account-${randomId()}`,
      oracle: { ask: async (lease) => words.get(leaseRefKey(lease)) ?? 'active' },
      metallbMetrics: null,
      metrics: createMetrics({ processMetrics: false }),
      clock: systemClock,
      random: Math.random,
      makeId: randomId,
      log: createLog({ level: 'silent', format: 'json' }),
      limits: { resyncMs: 500 },
    })
  }

  beforeAll(async () => {
    cluster = await openCluster({ metallb: '0.16.1' })
    admin = openKubeApi(cluster.config)
    provider = new StockProvider(admin)
    await installAgent(cluster, 'agent-example')
    const token = await agentToken(admin)
    client = createKubeClient({
      server: cluster.config.server,
      tls: { ca: cluster.config.ca },
      authorization: async () => `Bearer ${token}`,
      namespace: null,
    })
    for (const lease of [one, two]) await provider.openLease(lease)
    await policiesHold(client, one)
    start('drive')
  })
  afterAll(async () => {
    await agent?.stop()
    await client?.close()
    await admin?.close()
    await cluster?.stop()
  })

  const opens = (...ports: readonly string[]) =>
    eventually(
      () => provider.ports(),
      (seen) => expect(seen).toEqual(ports),
    )
  const endpoints = (...states: readonly string[]) =>
    eventually(
      async () => agent.state().verdicts.map(({ state }) => state),
      (seen) => expect(seen).toEqual(states),
    )
  const alarms = (...kinds: readonly string[]) =>
    eventually(
      async () => agent.state().alarms.map(({ kind }) => kind),
      (seen) => expect(seen).toEqual(kinds),
    )

  it('tells people by Events why something waits', async () => {
    const homeless = { ...port, lease: leaseOf(3) }
    await provider.declare(homeless)
    type Told = { items: { reason: string; source: { component: string } }[] }
    const told = async () => (await admin.want<Told>('GET', '/api/v1/namespaces/lease/events')).items
    const event = { reason: 'NamespaceMissing', source: { component: 'ipgw-agent' } }
    await eventually(told, (events) => expect(events).toMatchObject([event]))
    words.set(leaseRefKey(homeless.lease), 'ended')
    await provider.withdraw(homeless)
    await endpoints()
  })

  it('opens ports on one address, and follows what they become', async () => {
    await provider.declare(port)
    await provider.declare({ ...port, externalPort: 53, protocol: 'UDP' })
    await opens('1 TCP/80 198.51.100.0', '1 UDP/53 198.51.100.0')
    await provider.declare({ ...port, port: 8080 })
    const path = `/api/v1/namespaces/${leaseNamespace(one)}/services/web-ip-80-tcp`
    const target = async () =>
      (await admin.want<{ spec: { ports: { targetPort: number }[] } }>('GET', path)).spec.ports
    await eventually(target, (ports) => expect(ports).toMatchObject([{ targetPort: 8080 }]))
  })

  it('moves a port to another lease', async () => {
    await provider.declare({ ...port, lease: two })
    await opens('1 UDP/53 198.51.100.0', '2 TCP/80 198.51.100.0')
  })

  it('tells pods their addresses', async () => {
    const path = `/api/v1/namespaces/${leaseNamespace(two)}/configmaps/akash-leased-ips`
    const data = async () => (await admin.ask('GET', path)).body
    await eventually(data, (map) => expect(map).toMatchObject({ data: { 'front.address': '198.51.100.0' } }))
  })

  it('sees addresses taken out of their pool, and gets them back', async () => {
    const addresses = (range: string) =>
      admin.want('PATCH', POOL, { spec: { addresses: [range] } }, MERGE_PATCH)
    await addresses('198.51.100.128/25')
    await alarms('ADDRESS_OUTSIDE_POOLS')
    await addresses('198.51.100.0/24')
    await opens('1 UDP/53 198.51.100.0', '2 TCP/80 198.51.100.0')
    await alarms()
  })

  it('holds an address as an override asks, and gives it back when that ends', async () => {
    const name = sharingKey(one.owner, 'front')
    const hold = { until: new Date(Date.now() + 3_600_000).toISOString() }
    const spec = { owner: one.owner, endpoint: 'front', hold }
    await admin.want('POST', OVERRIDES, {
      apiVersion: 'ipgw.akash.network/v1alpha1',
      kind: 'LeasedIPOverride',
      metadata: { name },
      spec,
    })
    for (const lease of [one, two]) words.set(leaseRefKey(lease), 'ended')
    await provider.withdraw({ ...port, lease: two })
    await provider.withdraw({ ...port, externalPort: 53, protocol: 'UDP' })
    await opens()
    await endpoints('held')
    const state = async () =>
      (await admin.want<{ status?: { state?: string } }>('GET', `${OVERRIDES}/${name}`)).status?.state
    await eventually(state, (seen) => expect(seen).toBe('held'))
    await admin.want('DELETE', `${OVERRIDES}/${name}`)
    await endpoints('quarantined')
    await endpoints()
  })

  it('was refused nothing, and has no right that it did not use', async () => {
    // An Event is patched when the same is said again, a minute later.
    const used = new Set([...rights.used, 'patch events'])
    expect(rights.refused).toEqual([])
    expect([...used].sort()).toEqual([
      'create events',
      'create leases',
      'create services',
      'delete services',
      'get configmaps',
      'get leases',
      ...['configurationstates', 'events', 'ipaddresspools', 'leasedipoverrides', 'namespaces'].map(
        (plural) => `list ${plural}`,
      ),
      'list providerleasedips',
      'list services',
      'patch configmaps',
      'patch events',
      'patch leasedipoverrides/status',
      'patch leases',
      'patch services',
      ...['configurationstates', 'events', 'ipaddresspools', 'leasedipoverrides', 'namespaces'].map(
        (plural) => `watch ${plural}`,
      ),
      'watch providerleasedips',
      'watch services',
    ])
    expect(await forbiddenRequests(admin)).toEqual([])
  })

  it('needs no right to write when it only observes', async () => {
    await agent.stop()
    start('observe')
    await provider.declare(port)
    const ports = async () => agent.state().verdicts.flatMap((verdict) => verdict.ports)
    await eventually(ports, (seen) => expect(seen).toMatchObject([{ externalPort: 80, state: 'pending' }]))
    expect([...rights.used].filter((verb) => !/^(list|watch) /.test(verb))).toEqual([])
    expect(rights.refused).toEqual([])
  })
})

/** The server takes up to some seconds to heed new policies; until then it lets such a Service through. */
async function policiesHold(client: KubeClient, lease: LeaseRef): Promise<void> {
  const namespace = leaseNamespace(lease)
  const plain = buildPortService({ wish, namespace, name: 'early', address: '198.51.100.9', spare: null })
  const attempt = async () => {
    const externalIPs = { externalIPs: ['192.0.2.1'] }
    try {
      const { metadata } = await client.create(services, {
        ...plain,
        spec: { ...plain.spec, ...externalIPs },
      })
      await client.delete(services, { namespace, name: 'early', uid: metadata.uid })
      return 'created'
    } catch (error) {
      return String(error)
    }
  }
  await eventually(attempt, (said) => expect(said).toContain('ValidatingAdmissionPolicy'))
}

/** Lines of the server's own count of answers 403. */
async function forbiddenRequests(admin: KubeApi): Promise<string[]> {
  const { body } = await admin.ask('GET', '/metrics')
  return String(body)
    .split('\n')
    .filter((line) => line.startsWith('apiserver_request_total{') && line.includes('code="403"'))
}
