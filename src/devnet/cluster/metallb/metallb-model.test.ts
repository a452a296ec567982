import { describe, expect, it } from 'vitest'
import { Random } from '../../simulation/random.ts'
import { ModelCluster, type ServiceWish } from './model-cluster.ts'
import type { PoolSpec } from './pool.ts'

const KEY = { 'metallb.io/allow-shared-ip': 'alice-ip-web' }
const pin = (address: string) => ({ 'metallb.io/loadBalancerIPs': address })

function cluster(pools: Record<string, PoolSpec | string>, version: '0.16.1' | '0.14.9' = '0.16.1') {
  const made = new ModelCluster({ version, random: new Random('model') })
  setPools(made, pools)
  made.metallb.start()
  made.metallb.settle()
  return made
}

function setPools(made: ModelCluster, pools: Record<string, PoolSpec | string>) {
  made.setPools(
    Object.entries(pools).map(([name, spec]) => ({
      name,
      spec: typeof spec === 'string' ? { addresses: [spec] } : spec,
    })),
  )
  made.metallb.settle()
}

function service(key: string, ports: string, more: Partial<ServiceWish> = {}): ServiceWish {
  const [namespace = '', name = ''] = key.split('/')
  const list = ports.split(' ').map((text) => {
    const [protocol, port] = text.split('/')
    return { protocol: protocol as 'TCP', port: Number(port) }
  })
  return { namespace, name, ports: list, ...more }
}

function put(made: ModelCluster, ...wishes: ServiceWish[]) {
  for (const wish of wishes) {
    made.put(wish)
    made.metallb.settle()
  }
}

const addressOf = (made: ModelCluster, key: string) => made.services.get(key)?.ingress.join(' ') || null
const saysOf = (made: ModelCluster, key: string) => made.eventOf(key)?.message

describe('MetalLB in memory', () => {
  it('shares an address among keys, an anchor on SCTP/1 included', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    put(made, service('agent/anchor', 'SCTP/1', { annotations: KEY }))
    put(
      made,
      service('lease/web', 'TCP/1 TCP/80 UDP/80', { annotations: { ...KEY, ...pin('198.51.100.0') } }),
    )
    expect(addressOf(made, 'agent/anchor')).toBe('198.51.100.0')
    expect(addressOf(made, 'lease/web')).toBe('198.51.100.0')
    expect(made.services.get('lease/web')?.annotations['metallb.io/ip-allocated-from-pool']).toBe('default')
    expect(saysOf(made, 'lease/web')).toBe('Assigned IP ["198.51.100.0"]')
  })

  it('takes the lowest address that is free or shareable, not the one of its siblings', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    put(made, service('bob/a', 'TCP/80'), service('alice/web', 'TCP/80', { annotations: KEY }))
    made.remove('bob/a')
    made.metallb.settle()
    put(made, service('alice/tls', 'TCP/443', { annotations: KEY }))
    expect(addressOf(made, 'alice/web')).toBe('198.51.100.1')
    expect(addressOf(made, 'alice/tls')).toBe('198.51.100.0')
  })

  it.each<[string, ServiceWish, string]>([
    [
      'the same port',
      service('a/x', 'TCP/80', { annotations: { ...KEY, ...pin('198.51.100.0') } }),
      'port TCP/80 is already in use on "198.51.100.0"',
    ],
    [
      'another key',
      service('a/x', 'TCP/1', { annotations: pin('198.51.100.0') }),
      `can't change sharing key for "a/x", address also in use by alice/web`,
    ],
    [
      'a pin outside',
      service('a/x', 'TCP/1', { annotations: pin('203.0.113.9') }),
      '["203.0.113.9"] is not allowed in config',
    ],
    [
      'a malformed pin',
      service('a/x', 'TCP/1', { annotations: pin('nine') }),
      'invalid metallb.io/loadBalancerIPs: "nine"',
    ],
    [
      'two pins of one family',
      service('a/x', 'TCP/1', { annotations: pin('198.51.100.1,198.51.100.2') }),
      'IPFamilyForAddresses: same address family ["198.51.100.1" "198.51.100.2"]',
    ],
    [
      'a pin of another family',
      service('a/x', 'TCP/1', { annotations: pin('2001:db8::1') }),
      'requested loadBalancer IP(s) ["2001:db8::1"] does not match the ipFamily of the service',
    ],
    [
      'pin and loadBalancerIP',
      service('a/x', 'TCP/1', { annotations: pin('198.51.100.1'), loadBalancerIP: '198.51.100.1' }),
      'service can not have both metallb.io/loadBalancerIPs and svc.Spec.LoadBalancerIP',
    ],
    [
      'an unknown pool',
      service('a/x', 'TCP/1', { annotations: { 'metallb.io/address-pool': 'nope' } }),
      'unknown pool "nope"',
    ],
    [
      'the wrong pool',
      service('a/x', 'TCP/1', {
        annotations: { 'metallb.io/address-pool': 'other', ...pin('198.51.100.1') },
      }),
      'requested loadBalancer IP(s) ["198.51.100.1"] is not compatible with requested address pool other',
    ],
  ])('refuses %s in words', (_name, wish, words) => {
    const made = cluster({ default: '198.51.100.0/30', other: '192.0.2.0/30' })
    put(made, service('alice/web', 'TCP/80', { annotations: { ...KEY, ...pin('198.51.100.0') } }), wish)
    expect(addressOf(made, 'a/x')).toBeNull()
    expect(made.eventOf('a/x')).toEqual({
      type: 'Warning',
      reason: 'AllocationFailed',
      message: `Failed to allocate IP for "a/x": ${words}`,
    })
  })

  it.each([
    ['0.16.1', 'no available IPs in pool default'],
    ['0.14.9', 'no available IPs in pool default for ipv4 IPFamily'],
  ] as const)('%s says that a pool is used up', (version, words) => {
    const made = cluster({ default: '198.51.100.0/32' }, version)
    put(made, service('a/one', 'TCP/80'), service('a/two', 'TCP/80'))
    expect(saysOf(made, 'a/two')).toBe('Failed to allocate IP for "a/two": no available IPs')
    put(made, service('a/three', 'TCP/80', { annotations: { 'metallb.io/address-pool': 'default' } }))
    expect(saysOf(made, 'a/three')).toBe(`Failed to allocate IP for "a/three": ${words}`)
    made.remove('a/one')
    made.metallb.settle()
    expect([addressOf(made, 'a/two'), addressOf(made, 'a/three')].filter((one) => one !== null)).toHaveLength(
      1,
    )
  })

  it('moves who changes the key of a shared address, and lets who is alone keep it', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    const anchor = service('agent/anchor', 'SCTP/1', { annotations: KEY })
    const quarantined = { ...anchor, annotations: { 'metallb.io/allow-shared-ip': 'quarantine' } }
    put(made, anchor, service('lease/web', 'TCP/80', { annotations: KEY }), quarantined)
    expect(addressOf(made, 'agent/anchor')).toBe('198.51.100.1')
    expect(addressOf(made, 'lease/web')).toBe('198.51.100.0')
    put(made, { ...quarantined, annotations: { 'metallb.io/allow-shared-ip': 'other' } })
    expect(addressOf(made, 'agent/anchor')).toBe('198.51.100.1')
  })

  it('lets backends under Local share only with the same selector', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    const local = { externalTrafficPolicy: 'Local', annotations: { ...KEY, ...pin('198.51.100.0') } } as const
    put(made, service('a/anchor', 'SCTP/1', { annotations: KEY }))
    put(
      made,
      service('a/bare', 'TCP/1', local),
      service('a/web', 'TCP/2', { ...local, selector: { app: 'web' } }),
    )
    expect(addressOf(made, 'a/bare')).toBe('198.51.100.0')
    expect(saysOf(made, 'a/web')).toContain(`can't change sharing key for "a/web"`)
  })

  it('gives the port of a Service that flips its policy to one that waits', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    const pinned = { annotations: { ...KEY, ...pin('198.51.100.0') }, selector: { app: 'web' } }
    const first = service('a/first', 'TCP/80', pinned)
    put(
      made,
      service('a/anchor', 'SCTP/1', { annotations: KEY }),
      first,
      service('a/second', 'TCP/80', pinned),
    )
    expect(addressOf(made, 'a/second')).toBeNull()
    put(made, { ...first, externalTrafficPolicy: 'Local' })
    expect([addressOf(made, 'a/first'), addressOf(made, 'a/second')]).toEqual([null, '198.51.100.0'])
    put(made, first)
    expect(addressOf(made, 'a/first')).toBeNull()
  })

  it('adopts a forged status, unless the Service is pinned', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    put(
      made,
      service('a/free', 'TCP/80'),
      service('a/pinned', 'TCP/80', { annotations: pin('198.51.100.1') }),
    )
    made.forgeStatus('a/free', ['198.51.100.2'])
    made.forgeStatus('a/pinned', ['198.51.100.3'])
    made.metallb.settle()
    expect(addressOf(made, 'a/free')).toBe('198.51.100.2')
    expect(addressOf(made, 'a/pinned')).toBe('198.51.100.1')
  })

  it('keeps every address over a restart, whatever waits', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    for (const at of [0, 1, 2, 3, 4, 5]) put(made, service(`a/s${at}`, 'TCP/80'))
    const before = [...made.services.values()].map(({ ingress }) => ingress)
    made.metallb.kill()
    put(made, service('a/late', 'TCP/80'))
    expect(addressOf(made, 'a/late')).toBeNull()
    made.metallb.start()
    made.metallb.settle()
    expect([...made.services.values()].map(({ ingress }) => ingress).slice(0, 6)).toEqual(before)
  })

  it('takes addresses away that leave the pool, and gives them back to who is pinned', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    put(
      made,
      service('a/free', 'TCP/80'),
      service('a/pinned', 'TCP/80', { annotations: pin('198.51.100.1') }),
    )
    setPools(made, { default: '198.51.100.2/31' })
    expect(addressOf(made, 'a/free')).toMatch(/198.51.100.[23]/)
    expect(saysOf(made, 'a/pinned')).toContain('is not allowed in config')
    setPools(made, { default: '198.51.100.0/30' })
    expect(addressOf(made, 'a/pinned')).toBe('198.51.100.1')
    expect(addressOf(made, 'a/free')).toMatch(/198.51.100.[23]/)
  })

  it('clears everything with its last pool, without a word', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    put(made, service('a/one', 'TCP/80'))
    setPools(made, {})
    expect(addressOf(made, 'a/one')).toBeNull()
    expect(saysOf(made, 'a/one')).toBe('Assigned IP ["198.51.100.0"]')
    expect(made.metallb.configurationFault).toBeNull()
  })

  it('keeps the old configuration while pools overlap, and a renamed pool its addresses', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    put(made, service('a/one', 'TCP/80'))
    setPools(made, { default: '198.51.100.0/30', renamed: '198.51.100.0-198.51.100.4' })
    expect(made.metallb.configurationFault).toBe(
      'CIDR "198.51.100.0/30" in pool "renamed" overlaps with already defined CIDR "198.51.100.0/30"',
    )
    put(made, service('a/two', 'TCP/80'))
    expect(addressOf(made, 'a/two')).toBe('198.51.100.1')
    setPools(made, { renamed: '198.51.100.0-198.51.100.4' })
    expect([addressOf(made, 'a/one'), addressOf(made, 'a/two')]).toEqual(['198.51.100.0', '198.51.100.1'])
    expect(made.services.get('a/one')?.annotations['metallb.io/ip-allocated-from-pool']).toBe('renamed')
  })

  it('honours autoAssign, avoidBuggyIPs and serviceAllocation', () => {
    const made = cluster({ default: { addresses: ['198.51.100.0/30'], autoAssign: false } })
    put(
      made,
      service('a/free', 'TCP/80'),
      service('a/pinned', 'TCP/80', { annotations: pin('198.51.100.3') }),
    )
    put(made, service('a/named', 'TCP/80', { annotations: { 'metallb.io/address-pool': 'default' } }))
    expect(saysOf(made, 'a/free')).toContain('no available IPs')
    expect([addressOf(made, 'a/pinned'), addressOf(made, 'a/named')]).toEqual([
      '198.51.100.3',
      '198.51.100.0',
    ])
    setPools(made, { default: { addresses: ['198.51.100.0/30'], avoidBuggyIPs: true } })
    expect(addressOf(made, 'a/named')).toBe('198.51.100.1')
    const serviceAllocation = { namespaces: ['agent'] }
    setPools(made, { default: { addresses: ['198.51.100.0/30'], serviceAllocation } })
    expect(saysOf(made, 'a/pinned')).toBe(
      'Failed to allocate IP for "a/pinned": pool default not compatible for ip assignment',
    )
    put(made, service('agent/anchor', 'SCTP/1'))
    expect(addressOf(made, 'agent/anchor')).toBe('198.51.100.0')
  })

  it('tries pools that are kept for a Service first, by their priority', () => {
    const allocation = (priority: number) => ({
      priority,
      serviceSelectors: [{ matchLabels: { tier: 'gold' } }],
    })
    const made = cluster({
      open: '192.0.2.0/30',
      second: { addresses: ['198.51.100.0/32'], serviceAllocation: allocation(2) },
      first: { addresses: ['203.0.113.0/32'], serviceAllocation: allocation(1) },
    })
    for (const name of ['a', 'b', 'c'])
      put(made, service(`gold/${name}`, 'TCP/80', { labels: { tier: 'gold' } }))
    put(made, service('plain/a', 'TCP/80'))
    expect([...made.services.values()].map(({ ingress }) => ingress[0])).toEqual([
      '203.0.113.0',
      '198.51.100.0',
      '192.0.2.0',
      '192.0.2.1',
    ])
  })

  it('gives both families to who is dual, and lets one of each join', () => {
    const made = cluster({ default: { addresses: ['198.51.100.0/30', '2001:db8::/64'] } })
    const dual = { families: [4, 6], ipFamilyPolicy: 'RequireDualStack', annotations: KEY } as const
    put(made, service('a/anchor', 'SCTP/1', dual))
    put(made, service('a/v4', 'TCP/80', { annotations: { ...KEY, ...pin('198.51.100.0') } }))
    put(made, service('a/v6', 'TCP/80', { families: [6], annotations: { ...KEY, ...pin('2001:db8::') } }))
    expect(addressOf(made, 'a/anchor')).toBe('198.51.100.0 2001:db8::')
    expect([addressOf(made, 'a/v4'), addressOf(made, 'a/v6')]).toEqual(['198.51.100.0', '2001:db8::'])
  })

  it('adds the second family when a pool gets one, for who prefers both', () => {
    const made = cluster({ default: { addresses: ['198.51.100.0/30'] } })
    put(made, service('a/x', 'TCP/80', { families: [4, 6], ipFamilyPolicy: 'PreferDualStack' }))
    expect(addressOf(made, 'a/x')).toBe('198.51.100.0')
    setPools(made, { default: { addresses: ['198.51.100.0/30', '2001:db8::/64'] } })
    expect(addressOf(made, 'a/x')).toBe('198.51.100.0 2001:db8::')
  })

  it('counts distinct addresses, held ones included', () => {
    const made = cluster({ default: { addresses: ['198.51.100.0/30', '2001:db8::/126'] } })
    put(
      made,
      service('a/one', 'TCP/80', { annotations: KEY }),
      service('a/two', 'TCP/81', { annotations: KEY }),
    )
    const pool = made.metallb.pools.get('default')
    expect(pool && made.metallb.countsOf(pool)).toEqual({
      assignedIPv4: 1,
      assignedIPv6: 0,
      availableIPv4: 3,
      availableIPv6: 4,
    })
  })

  it.each([
    [true, 'no available IPs'],
    [false, 'Assigned IP ["198.51.100.0"]'],
  ])('leaks what is deleted while it loads: %s', (leaksWhileLoading, words) => {
    const made = new ModelCluster({ version: '0.16.1', random: new Random('leak'), leaksWhileLoading })
    setPools(made, { default: '198.51.100.0/32' })
    made.put(service('a/gone', 'TCP/80'))
    made.metallb.start()
    made.metallb.step()
    made.metallb.step()
    expect(made.metallb.phase).toBe('loading')
    made.remove('a/gone')
    made.metallb.settle()
    expect(made.metallb.holders()).toEqual(leaksWhileLoading ? ['a/gone'] : [])
    put(made, service('a/next', 'TCP/80'))
    expect(saysOf(made, 'a/next')).toContain(words)
  })

  it('warns of the deprecated prefix, and lets the new one win', () => {
    const made = cluster({ default: '198.51.100.0/30' })
    const old = { 'metallb.universe.tf/allow-shared-ip': 'alice-ip-web' }
    put(
      made,
      service('a/anchor', 'SCTP/1', { annotations: KEY }),
      service('a/old', 'TCP/80', { annotations: old }),
    )
    expect(addressOf(made, 'a/old')).toBe('198.51.100.0')
    expect(saysOf(made, 'a/old')).toBe(
      'Service uses deprecated annotation metallb.universe.tf/allow-shared-ip',
    )
    put(made, service('a/both', 'TCP/81', { annotations: { ...old, 'metallb.io/allow-shared-ip': 'bob' } }))
    expect(addressOf(made, 'a/both')).toBe('198.51.100.1')
  })
})
