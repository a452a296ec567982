import { describe, expect, it } from 'vitest'
import { backendKeyOf, type PortHolding, sharingRefusal } from './sharing.ts'

const ADDRESS = '198.51.100.0'

const holding = (service: string, ...ports: string[]): PortHolding => ({
  service,
  address: ADDRESS,
  sharingKey: 'alice-ip-web',
  backendKey: '',
  ports: ports.map((text) => {
    const [protocol, port] = text.split('/')
    return { protocol: protocol as 'TCP' | 'UDP' | 'SCTP', port: Number(port) }
  }),
})

const anchor = holding('agent/anchor', 'SCTP/1')
const web = holding('lease/web', 'TCP/80')

describe('sharing of an address', () => {
  it.each<[string, PortHolding[], PortHolding]>([
    ['a free address', [], holding('a/b', 'TCP/80')],
    ['a free address without a key', [], { ...web, sharingKey: '' }],
    ['an anchor with TCP and UDP ports 1', [anchor], holding('a/b', 'TCP/1', 'UDP/1')],
    ['another protocol on the same port', [anchor, web], holding('a/b', 'UDP/80')],
    ['what the Service itself holds', [anchor, web], web],
    ['a new key for who is alone', [anchor], { ...anchor, sharingKey: 'quarantine' }],
    ['no key for who is alone', [anchor], { ...anchor, sharingKey: '' }],
  ])('allows %s', (_name, held, wanted) => {
    expect(sharingRefusal(held, wanted)).toBeNull()
  })

  const inUse = (service: string, by: string) =>
    `can't change sharing key for "${service}", address also in use by ${by}`

  it.each<[string, PortHolding[], PortHolding, string]>([
    [
      'the same port',
      [anchor, web],
      holding('a/b', 'TCP/443', 'TCP/80'),
      `port TCP/80 is already in use on "${ADDRESS}"`,
    ],
    [
      'another key',
      [anchor, web],
      { ...holding('a/b', 'TCP/1'), sharingKey: 'bob' },
      inUse('a/b', 'agent/anchor,lease/web'),
    ],
    ['no key', [anchor], { ...holding('a/b', 'TCP/1'), sharingKey: '' }, inUse('a/b', 'agent/anchor')],
    [
      'one without a key',
      [{ ...anchor, sharingKey: '' }],
      { ...web, sharingKey: '' },
      inUse('lease/web', 'agent/anchor'),
    ],
    ['other backends', [anchor], { ...web, backendKey: 'app=web' }, inUse('lease/web', 'agent/anchor')],
    [
      'a new key for who is not alone',
      [anchor, web],
      { ...anchor, sharingKey: 'x' },
      inUse('agent/anchor', 'lease/web'),
    ],
  ])('refuses %s', (_name, held, wanted, words) => {
    expect(sharingRefusal(held, wanted)).toBe(words)
  })
})

describe('the backend key', () => {
  it.each([
    [{}, ''],
    [{ externalTrafficPolicy: 'Cluster', selector: { app: 'web' } }, ''],
    [{ externalTrafficPolicy: 'Local' }, ''],
    [{ externalTrafficPolicy: 'Local', selector: { b: '2', a: '1' } }, 'a=1,b=2'],
  ])('of %j is "%s"', (backends, key) => {
    expect(backendKeyOf(backends)).toBe(key)
  })
})
