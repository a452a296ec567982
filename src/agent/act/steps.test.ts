import { expect, test } from 'vitest'
import type { Action } from '../model/action.ts'
import { leaseNamespace } from '../stock/lease-namespace.ts'
import { wish } from '../stock/test-wishes.ts'
import { addressTaken, stepsOf } from './steps.ts'

const service = { namespace: 'n', name: 'a', uid: 'u', resourceVersion: '1' }
const create = (name: string): Action => ({
  kind: 'create-port',
  endpoint: 'e',
  reason: '',
  port: { wish, namespace: leaseNamespace(wish.lease), name, address: '198.51.100.1', spare: null },
})
const remove: Action = { kind: 'delete-port', endpoint: 'e', reason: '', service, ifUnchanged: true }

test('only ports that are created one after the other go together', () => {
  const [a, b, c] = [create('a'), create('b'), create('c')]
  expect(stepsOf([remove, a, b, remove, c])).toEqual([[remove], [a, b], [remove], [c]])
})

test('what takes an address up is known', () => {
  expect(addressTaken(create('a'))).toBe('198.51.100.1')
  expect(addressTaken(remove)).toBeNull()
})
