import { expect, test } from 'vitest'
import type { KubeClient } from '#agent/kube/kube-client.ts'
import { leases, services } from '#agent/kube/resource.ts'
import { withCrashPoints } from './kube-crash-points.ts'

function clientOf(story: string[]): KubeClient {
  const create = async () => void story.push('created')
  const remove = async () => void story.push('deleted')
  return { create, delete: remove } as unknown as KubeClient
}
const metadata = { name: 'a' }
const deletion = { name: 'a', uid: 'u' }

test('without the setting it is the same client', () => {
  const client = clientOf([])
  expect(withCrashPoints(client, [])).toBe(client)
})

test('it dies before or after the n-th write, of any kind or of one; keeping the lead does not count', async () => {
  const story: string[] = []
  const crashAt = [
    { point: 'write:before', hit: 2 },
    { point: 'delete:after', hit: 1 },
  ]
  const client = withCrashPoints(clientOf(story), crashAt, (point) => story.push(`dies at ${point}`))
  await client.create(leases, { metadata })
  await client.create(services, { metadata })
  await client.delete(services, deletion)
  await client.delete(services, deletion)
  expect(story).toEqual([
    'created',
    'created',
    'dies at write:before',
    'deleted',
    'dies at delete:after',
    'deleted',
  ])
})

test('a point of another command is refused', () => {
  expect(() => withCrashPoints(clientOf([]), [{ point: 'commit:after', hit: 1 }])).toThrow(
    'CRASH_AT=commit:after: must be one of write:before, write:after, create:before',
  )
})
