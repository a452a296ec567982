import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DevCluster, openDevCluster } from '#devnet/cluster/dev-cluster.ts'
import { createKubeClient, type KubeClient } from '../kube/kube-client.ts'
import { ipAddressPools, services } from '../kube/resource.ts'
import { leaseRefKey } from '../model/lease-ref.ts'
import { cordonAnnotation } from '../object/own-names.ts'
import { buildPortService } from '../object/port-service.ts'
import { leaseNamespace } from '../stock/lease-namespace.ts'
import { portServiceName } from '../stock/port-service-name.ts'
import { lease, wish } from '../stock/test-wishes.ts'
import { cordonPool } from './cordon-pool.ts'
import { editPool } from './edit-pool.ts'
import type { PoolCluster } from './read-pools-and-services.ts'

const NAMESPACE = 'metallb-system'
let nowMs = Date.UTC(2026, 0, 31, 12)
let dev: DevCluster
let client: KubeClient
let cluster: PoolCluster

/** Before 0.15 MetalLB writes no status into pools, so nothing of what it does changes their version. */
async function open(metallb: '0.14.9' | '0.16.1'): Promise<void> {
  dev = await openDevCluster({
    metallb,
    seed: 'pools',
    // No moment twice: it is part of the names of Events.
    now: () => new Date(nowMs++),
    pools: { default: { addresses: ['198.51.100.0/28'] }, spare: { addresses: ['203.0.113.0/30'] } },
    namespaces: [leaseNamespace(lease), 'ipgw-agent'],
  })
  const { server, token } = dev.config
  const authorization = async () => `Bearer ${token}`
  client = createKubeClient({ server, tls: {}, authorization, namespace: null })
  cluster = { client, metallbNamespace: NAMESPACE, agentNamespace: 'ipgw-agent' }
}

async function stop(): Promise<void> {
  await client.close()
  await dev.stop()
}

async function reopen(metallb: '0.14.9'): Promise<void> {
  await stop()
  await open(metallb)
}

beforeEach(() => open('0.16.1'))
afterEach(stop)

const poolNamed = (name: string) => client.get(ipAddressPools, { namespace: NAMESPACE, name })
const update = (addresses: readonly string[], part: object = {}, by = cluster) =>
  editPool(by, { kind: 'update', name: 'default', addresses, ...part })

/** A port of a lease that has the address. */
async function leasePort(address: string): Promise<void> {
  const namespace = leaseNamespace(lease)
  const name = portServiceName(wish)
  await client.create(services, buildPortService({ wish, namespace, name, address, spare: null }))
  for (;;) {
    const { status } = await client.get(services, { namespace, name })
    if (status?.loadBalancer?.ingress?.[0]?.ip === address) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('editing a pool', () => {
  it('makes one, changes only what is named, and deletes it', async () => {
    await editPool(cluster, { kind: 'create', name: 'new', addresses: ['192.0.2.0/30'], autoAssign: false })
    expect((await poolNamed('new')).spec).toMatchObject({ addresses: ['192.0.2.0/30'], autoAssign: false })
    await editPool(cluster, { kind: 'update', name: 'new', addresses: ['192.0.2.0/29'] })
    expect((await poolNamed('new')).spec).toMatchObject({ addresses: ['192.0.2.0/29'], autoAssign: false })
    await editPool(cluster, { kind: 'update', name: 'new', autoAssign: true })
    expect((await poolNamed('new')).spec).toMatchObject({ addresses: ['192.0.2.0/29'], autoAssign: true })
    await editPool(cluster, { kind: 'delete', name: 'new' })
    await expect(poolNamed('new')).rejects.toThrow()
  })

  it('replaces an allocation as a whole', async () => {
    await editPool(cluster, {
      kind: 'create',
      name: 'new',
      addresses: ['192.0.2.0/30'],
      serviceAllocation: { priority: 1, namespaces: ['a'] },
    })
    const edit = { kind: 'update', name: 'new', addresses: ['192.0.2.0/30'] } as const
    await editPool(cluster, { ...edit, serviceAllocation: { namespaces: ['b'] } })
    expect((await poolNamed('new')).spec.serviceAllocation).toEqual({ namespaces: ['b'] })
    await editPool(cluster, edit)
    expect((await poolNamed('new')).spec.serviceAllocation).toEqual({ namespaces: ['b'] })
  })

  it('refuses to take a leased address away, naming lease and rule, and writes nothing', async () => {
    await leasePort('198.51.100.9')
    const { metadata } = await poolNamed('default')
    const refusal = {
      code: 'POOL_IN_USE',
      message: expect.stringContaining(`198.51.100.9 is held by lease ${leaseRefKey(lease)}; `),
    }
    await expect(update(['198.51.100.0/29'])).rejects.toMatchObject(refusal)
    await expect(editPool(cluster, { kind: 'delete', name: 'default' })).rejects.toMatchObject(refusal)
    expect((await poolNamed('default')).metadata.resourceVersion).toBe(metadata.resourceVersion)
    await update(['198.51.100.8/29'])
  })

  it('of a pool that is not there, or with words that are no range, says so', async () => {
    await expect(editPool(cluster, { kind: 'delete', name: 'nope' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(update(['x'])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
  })
})

/** The same client, with something that happens right before the first write. */
const meanwhile = (happen: () => Promise<unknown>): PoolCluster => {
  let happened: Promise<unknown> | null = null
  const first = () => {
    happened ??= happen()
    return happened
  }
  return {
    ...cluster,
    client: {
      ...client,
      mergePatch: async (...args) => {
        await first()
        return await client.mergePatch(...args)
      },
      delete: async (...args) => {
        await first()
        return await client.delete(...args)
      },
    },
  }
}

describe('while somebody else is at it', () => {
  const touch = () =>
    client.mergePatch(ipAddressPools, {
      namespace: NAMESPACE,
      name: 'default',
      patch: { spec: { addresses: ['198.51.100.0/27'] } },
    })

  it('the pool is read and judged anew', async () => {
    await reopen('0.14.9')
    let writes = 0
    const racing = meanwhile(touch)
    const counted: PoolCluster = {
      ...racing,
      client: {
        ...racing.client,
        mergePatch: async (...args) => {
          writes += 1
          return await racing.client.mergePatch(...args)
        },
      },
    }
    await update(['198.51.100.8/29'], {}, counted)
    expect(writes).toBe(2)
    expect((await poolNamed('default')).spec.addresses).toEqual(['198.51.100.8/29'])
  })

  it('an address that was given out meanwhile is seen', async () => {
    const racing = meanwhile(() => leasePort('198.51.100.3'))
    await expect(update(['198.51.100.8/29'], {}, racing)).rejects.toMatchObject({ code: 'POOL_IN_USE' })
    expect((await poolNamed('default')).spec.addresses).toEqual(['198.51.100.0/28'])
  })

  it('an address that was given out meanwhile has the update undone, where nothing else tells', async () => {
    await reopen('0.14.9')
    const { spec } = await poolNamed('default')
    const part = { autoAssign: false, avoidBuggyIPs: true, serviceAllocation: { priority: 5 } }
    const racing = meanwhile(() => leasePort('198.51.100.3'))
    await expect(update(['198.51.100.8/29'], part, racing)).rejects.toMatchObject({
      code: 'POOL_IN_USE',
      message: expect.stringMatching(
        /^pool "default": 198\.51\.100\.3 is held by lease .*it is as it was\)$/,
      ),
    })
    expect((await poolNamed('default')).spec).toEqual(spec)
  })

  it('and a pool that was deleted made again, with its cordon', async () => {
    await reopen('0.14.9')
    await cordonPool(cluster, { kind: 'cordon', name: 'default', addresses: ['198.51.100.0'] })
    const racing = meanwhile(() => leasePort('198.51.100.3'))
    await expect(editPool(racing, { kind: 'delete', name: 'default' })).rejects.toMatchObject({
      code: 'POOL_IN_USE',
    })
    const { spec, metadata } = await poolNamed('default')
    expect(spec.addresses).toEqual(['198.51.100.0/28'])
    expect(metadata.annotations).toEqual({ [cordonAnnotation]: '198.51.100.0/32' })
  })
})

describe('cordoning', () => {
  const cordon = (kind: 'cordon' | 'uncordon', ...addresses: readonly string[]) =>
    cordonPool(cluster, { kind, name: 'default', addresses })

  it('writes and takes back the annotation', async () => {
    expect(await cordon('cordon', '198.51.100.3', '198.51.100.4/30')).toBe('198.51.100.3-198.51.100.7')
    const annotation = async () => (await poolNamed('default')).metadata.annotations?.[cordonAnnotation]
    expect(await annotation()).toBe('198.51.100.3-198.51.100.7')
    expect(await cordon('uncordon', '198.51.100.0/28')).toBe('')
    expect(await annotation()).toBeUndefined()
  })

  it('refuses an unknown pool, and one whose cordon cannot be read', async () => {
    await expect(
      cordonPool(cluster, { kind: 'cordon', name: 'nope', addresses: ['198.51.100.3'] }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const patch = { metadata: { annotations: { [cordonAnnotation]: 'all of it' } } }
    await client.mergePatch(ipAddressPools, { namespace: NAMESPACE, name: 'default', patch })
    await expect(cordon('cordon', '198.51.100.3')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(
        /"all of it" is not an address range.*mend or remove the annotation first/,
      ),
    })
  })

  it('keeps what somebody else wrote into the pool meanwhile', async () => {
    const other = { metadata: { annotations: { [cordonAnnotation]: '198.51.100.9' } } }
    const touch = () =>
      client.mergePatch(ipAddressPools, { namespace: NAMESPACE, name: 'default', patch: other })
    const edit = { kind: 'cordon', name: 'default', addresses: ['198.51.100.3'] } as const
    expect(await cordonPool(meanwhile(touch), edit)).toBe('198.51.100.3/32,198.51.100.9/32')
  })

  it('gives up on a pool that changes all the time', async () => {
    let count = 0
    const patch = () => ({ metadata: { labels: { a: String(count++) } } })
    const busy: PoolCluster = {
      ...cluster,
      client: {
        ...client,
        mergePatch: async (...args) => {
          await client.mergePatch(ipAddressPools, { namespace: NAMESPACE, name: 'default', patch: patch() })
          return await client.mergePatch(...args)
        },
      },
    }
    const edit = { kind: 'cordon', name: 'default', addresses: ['198.51.100.3'] } as const
    await expect(cordonPool(busy, edit)).rejects.toMatchObject({ code: 'KUBE_CONFLICT' })
    expect(count).toBe(5)
  })
})
