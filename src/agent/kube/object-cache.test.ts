import { describe, expect, test } from 'vitest'
import type { KubeObject } from './kube-objects.ts'
import { type Change, ObjectCache } from './object-cache.ts'
import { serviceObject } from './test-kube-server.ts'

const list = (version: number | string, ...items: KubeObject[]) => ({
  resourceVersion: String(version),
  items,
})
const event = (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject) => ({ type, object })
const told = (changes: readonly Change<KubeObject>[]) =>
  changes.map(({ type, object: { metadata } }) => `${type} ${metadata.name}@${metadata.resourceVersion}`)
const known = (cache: ObjectCache<KubeObject>) =>
  [...cache.objects.values()].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`).sort()

function filled(version: number, ...items: KubeObject[]) {
  const cache = new ObjectCache<KubeObject>()
  cache.replace(list(version, ...items))
  return cache
}

describe('a list', () => {
  test('brings what is new and takes what is gone', () => {
    const cache = filled(10, serviceObject('a', 5), serviceObject('b', 6))
    const changes = cache.replace(list(20, serviceObject('b', 15), serviceObject('c', 16)))
    expect(told(changes)).toEqual(['deleted a@5', 'changed b@15', 'added c@16'])
    expect(known(cache)).toEqual(['b@15', 'c@16'])
  })

  test('that says the same says nothing', () => {
    const cache = filled(10, serviceObject('a', 5))
    expect(cache.replace(list(20, serviceObject('a', 5)))).toEqual([])
  })

  test('with another object of the same name tells both', () => {
    const cache = filled(10, serviceObject('a', 5))
    const changes = cache.replace(list(20, serviceObject('a', 15, 'other')))
    expect(told(changes)).toEqual(['deleted a@5', 'added a@15'])
  })

  test('older than what was seen is not accepted', () => {
    const cache = filled(10)
    cache.apply(event('ADDED', serviceObject('a', 12)))
    cache.apply({ type: 'BOOKMARK', resourceVersion: '15' })
    expect([10, 14, 15, 16].map((version) => cache.accepts(list(version)))).toEqual([
      false,
      false,
      true,
      true,
    ])
  })
})

describe('an event', () => {
  test('tells once', () => {
    const cache = filled(10)
    const lines = [
      event('ADDED', serviceObject('a', 11)),
      event('MODIFIED', serviceObject('a', 12)),
      event('DELETED', serviceObject('a', 13)),
    ]
    expect(lines.flatMap((line) => told(cache.apply(line)))).toEqual([
      'added a@11',
      'changed a@12',
      'deleted a@12',
    ])
    expect(lines.flatMap((line) => told(cache.apply(line)))).toEqual([])
    expect(known(cache)).toEqual([])
  })

  test('of an object that is gone by name does not take the one that came after it', () => {
    const cache = filled(10, serviceObject('a', 5, 'new'))
    expect(cache.apply(event('DELETED', serviceObject('a', 11, 'old')))).toEqual([])
    expect(known(cache)).toEqual(['a@5'])
  })

  test('of an object that leaves the selection and comes back is told', () => {
    const cache = filled(10, serviceObject('a', 5))
    cache.apply(event('DELETED', serviceObject('a', 11)))
    expect(told(cache.apply(event('ADDED', serviceObject('a', 12))))).toEqual(['added a@12'])
  })

  test('is taken as it comes where versions are no numbers', () => {
    const cache = filled(10)
    const lines = [event('ADDED', serviceObject('a', 'x')), event('MODIFIED', serviceObject('a', 'c'))]
    expect(lines.flatMap((line) => told(cache.apply(line)))).toEqual(['added a@x', 'changed a@c'])
    expect(cache.apply(event('MODIFIED', serviceObject('a', 'c')))).toEqual([])
    expect(cache.accepts(list('b'))).toBe(true)
  })
})

describe('a write of ours', () => {
  test('is ahead of lists and events', () => {
    const cache = filled(10, serviceObject('a', 5))
    expect(told(cache.assume(serviceObject('a', 14)))).toEqual(['changed a@14'])
    expect(cache.apply(event('MODIFIED', serviceObject('a', 12)))).toEqual([])
    expect(cache.replace(list(13, serviceObject('a', 12)))).toEqual([])
    expect(cache.apply(event('MODIFIED', serviceObject('a', 14)))).toEqual([])
    expect(known(cache)).toEqual(['a@14'])
  })

  test('is not hidden by a list that was made before it, and goes with one that was made after', () => {
    const cache = filled(10)
    cache.assume(serviceObject('a', 14))
    cache.replace(list(13))
    expect(known(cache)).toEqual(['a@14'])
    expect(told(cache.replace(list(14)))).toEqual(['deleted a@14'])
  })

  test('does not bring back what was seen to go before its answer came', () => {
    const cache = filled(10, serviceObject('a', 5))
    cache.apply(event('DELETED', serviceObject('a', 13)))
    expect(cache.assume(serviceObject('a', 12))).toEqual([])
  })

  test('does not undo a newer object of the same name', () => {
    const cache = filled(10, serviceObject('a', 5, 'old'))
    cache.apply(event('DELETED', serviceObject('a', 12, 'old')))
    cache.apply(event('ADDED', serviceObject('a', 13, 'new')))
    expect(cache.assume(serviceObject('a', 11, 'old'))).toEqual([])
    expect(known(cache)).toEqual(['a@13'])
  })
})

describe('a deletion of ours', () => {
  const gone = { namespace: 'ns', name: 'a', uid: 'uid-a' }

  test('is not undone by old events and lists, until a list proves it', () => {
    const cache = filled(10, serviceObject('a', 5))
    expect(told(cache.assumeDeleted(gone))).toEqual(['deleted a@5'])
    expect(cache.apply(event('MODIFIED', serviceObject('a', 11)))).toEqual([])
    expect(cache.replace(list(10, serviceObject('a', 5)))).toEqual([])
    expect(cache.apply(event('MODIFIED', serviceObject('a', 11)))).toEqual([])
    expect(cache.replace(list(12, serviceObject('a', 11)))).toEqual([])
    expect(cache.apply(event('DELETED', serviceObject('a', 13)))).toEqual([])
    cache.replace(list(14))
    expect(known(cache)).toEqual([])
  })

  test('of something that was not seen yet hides it too', () => {
    const cache = filled(10)
    expect(cache.assumeDeleted(gone)).toEqual([])
    expect(cache.apply(event('ADDED', serviceObject('a', 11)))).toEqual([])
  })

  test('leaves the next object of that name alone', () => {
    const cache = filled(10, serviceObject('a', 5))
    cache.assume(serviceObject('a', 13, 'next'))
    expect(cache.assumeDeleted(gone)).toEqual([])
    expect(told(cache.apply(event('MODIFIED', serviceObject('a', 14, 'next'))))).toEqual(['changed a@14'])
  })
})

test('the objects are a value: what was handed out does not change', () => {
  const cache = filled(10, serviceObject('a', 5))
  const before = cache.objects
  expect(cache.objects).toBe(before)
  cache.assume(serviceObject('b', 11))
  expect([...before.keys()]).toEqual(['ns/a'])
  expect([...cache.objects.keys()]).toEqual(['ns/a', 'ns/b'])
  expect(cache.get({ namespace: 'ns', name: 'b' })?.metadata.uid).toBe('uid-b')
})
