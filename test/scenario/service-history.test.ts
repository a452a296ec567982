import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { KubeApi } from '../contract/kube-api.ts'
import type { ServiceObject } from './checker/read-seen-service.ts'
import { historyBetween, type ServiceList } from './service-history.ts'

/** What a server remembers: a Service was written at a revision, or is gone since one; other writes count too. */
type Write = { readonly uid: string; readonly isGone: boolean } | null

const uids = fc.constantFrom('a', 'b', 'c', 'd')
const writes: fc.Arbitrary<Write[]> = fc.array(
  fc.oneof(fc.constant(null), fc.record({ uid: uids, isGone: fc.boolean() })),
  { maxLength: 60 },
)

const serviceAt = (uid: string, revision: number): ServiceObject => ({
  metadata: { uid, name: uid, namespace: 'n', resourceVersion: String(revision) },
  spec: {},
})

/** A server after all these writes, the first of which has revision 1; it only lists. */
function serverOf(history: readonly Write[]): {
  readonly kube: Pick<KubeApi, 'want'>
  readonly asked: () => number
} {
  let asked = 0
  const listAt = (revision: number): ServiceList => {
    asked += 1
    const there = new Map<string, ServiceObject>()
    for (const [index, write] of history.slice(0, revision).entries())
      if (write?.isGone === true) there.delete(write.uid)
      else if (write !== null) there.set(write.uid, serviceAt(write.uid, index + 1))
    return { metadata: { resourceVersion: String(revision) }, items: [...there.values()] }
  }
  const want = async <T>(_: string, path: string): Promise<T> => {
    const exact = /resourceVersion=(\d+)&resourceVersionMatch=Exact/.exec(path)
    return listAt(exact === null ? history.length : Number(exact[1])) as T
  }
  return { kube: { want }, asked: () => asked }
}

/** Every change after `from`, as a watch would have told it. */
function changesAfter(history: readonly Write[], from: number): string[] {
  const there = new Set<string>()
  return history.flatMap((write, index) => {
    if (write === null || (write.isGone && !there.has(write.uid))) return []
    const type = write.isGone ? 'DELETED' : there.has(write.uid) ? 'MODIFIED' : 'ADDED'
    if (write.isGone) there.delete(write.uid)
    else there.add(write.uid)
    return index < from ? [] : [`${index + 1} ${type} ${write.uid}`]
  })
}

const told = async (history: readonly Write[], from: number) => {
  const { changes, revision } = await historyBetween(serverOf(history).kube, from)
  expect(revision).toBe(history.length)
  return changes.map(
    ({ type, service: { metadata } }) => `${metadata.resourceVersion} ${type} ${metadata.uid}`,
  )
}

it('tells every change in order, where no Service was born and gone in between', async () => {
  await fc.assert(
    fc.asyncProperty(writes, fc.nat(60), async (history, start) => {
      const from = Math.min(start, history.length)
      const wanted = changesAfter(history, from)
      const born = wanted.filter((change) => change.includes('ADDED')).map((change) => change.slice(-1))
      const gone = wanted.filter((change) => change.includes('DELETED')).map((change) => change.slice(-1))
      fc.pre(born.every((uid) => !gone.includes(uid)))
      expect(await told(history, from)).toEqual(wanted)
    }),
  )
})

it('asks for few lists where little happened to Services', async () => {
  const quiet: Write[] = Array.from({ length: 4_000 }, () => null)
  const history = quiet.with(10, { uid: 'a', isGone: false }).with(3_000, { uid: 'a', isGone: false })
  const { kube, asked } = serverOf(history)
  expect((await historyBetween(kube, 100)).changes).toHaveLength(1)
  expect(asked()).toBeLessThan(20)
})
