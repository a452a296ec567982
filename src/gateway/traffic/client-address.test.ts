import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const socketAddress = '10.0.0.9'

test.each([
  [0, null, '10.0.0.9'],
  [0, '192.0.2.1', '10.0.0.9'],
  [1, '192.0.2.1', '192.0.2.1'],
  [1, '6.6.6.6, 192.0.2.1', '192.0.2.1'],
  [2, '6.6.6.6, 192.0.2.1, 10.0.0.8', '192.0.2.1'],
  [2, '192.0.2.1,10.0.0.8', '192.0.2.1'],
  [2, '192.0.2.1', '10.0.0.9'],
  [1, null, '10.0.0.9'],
  [1, '', '10.0.0.9'],
  [1, 'unknown', '10.0.0.9'],
  [1, '192.0.2.1:5123', '192.0.2.1'],
  [1, '[2001:db8:1:2:3::4]:5123', '2001:db8:1:2::/64'],
  [1, '2001:db8:1:2:3::4', '2001:db8:1:2::/64'],
  [1, '2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
  [1, '2001:db8::1', '2001:db8:0:0::/64'],
  [1, '::1', '0:0:0:0::/64'],
  [1, '::', '0:0:0:0::/64'],
  [1, 'fe80::1%eth0', 'fe80:0:0:0::/64'],
  [1, '1:2:3:4:5:6:7.8.9.10', '1:2:3:4::/64'],
  [1, '1::6:7.8.9.10', '1:0:0:0::/64'],
  [1, '::5:6:7:7.8.9.10', '0:0:0:5::/64'],
  [1, '::ffff:192.0.2.1', '192.0.2.1'],
])('behind %i proxies, X-Forwarded-For %j: %s', (trustedProxies, forwardedFor, client) => {
  expect(clientAddress({ socketAddress, forwardedFor, trustedProxies })).toBe(client)
})

it('names even who has no address', () => {
  expect(clientAddress({ socketAddress: null, forwardedFor: null, trustedProxies: 0 })).toBe('unknown')
  expect(clientAddress({ socketAddress: '::1', forwardedFor: null, trustedProxies: 0 })).toBe('0:0:0:0::/64')
})

it('cannot be changed by what a client writes in front', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 100 }), fc.integer({ min: 1, max: 3 }), (forged, trustedProxies) => {
      const own = ['192.0.2.1', '10.0.0.1', '10.0.0.2'].slice(0, trustedProxies).join(', ')
      const forwardedFor = `${forged}, ${own}`
      expect(clientAddress({ socketAddress, forwardedFor, trustedProxies })).toBe('192.0.2.1')
    }),
  )
})

it('takes all addresses of a /64 for one, and no others', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const client = clientAddress({ socketAddress: address, forwardedFor: null, trustedProxies: 0 })
      expect(client).toMatch(/^([0-9a-f]{1,4}:){4}:\/64$|^\d+\.\d+\.\d+\.\d+$/)
    }),
  )
})
