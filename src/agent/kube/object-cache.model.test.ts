import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KubeObject } from './kube-objects.ts'
import { ObjectCache } from './object-cache.ts'
import { serviceObject } from './test-kube-server.ts'
import type { WatchEvent } from './watch-event.ts'

/**
 * A server with a history, whose watch is late, repeats and drops, and whose lists are old; and a writer whose answers
 * are ahead of all of them. After one list of what is, the copy must be what is, and until then no object may be known
 * that was deleted before something newer was known of it.
 */
class World {
  readonly cache = new ObjectCache<KubeObject>()
  readonly #events: Exclude<WatchEvent<KubeObject>, { type: 'BOOKMARK' }>[] = []
  readonly #lists: { resourceVersion: string; items: KubeObject[] }[] = []
  readonly #objects = new Map<string, KubeObject>()
  #version = 1
  #cursor = 0
  #births = 0

  constructor() {
    this.#note()
    this.cache.replace(this.now())
  }

  now() {
    return { resourceVersion: String(this.#version), items: [...this.#objects.values()] }
  }

  write(name: string, told: boolean): void {
    const before = this.#objects.get(name)
    const type = before ? 'MODIFIED' : 'ADDED'
    const uid = before?.metadata.uid ?? `uid-${++this.#births}`
    const object = serviceObject(name, ++this.#version, uid)
    this.#objects.set(name, object)
    this.#events.push({ type, object })
    this.#note()
    if (told) this.cache.assume(object)
  }

  remove(name: string, told: boolean): void {
    const object = this.#objects.get(name)
    if (object === undefined) return
    const { uid } = object.metadata
    this.#objects.delete(name)
    this.#events.push({ type: 'DELETED', object: serviceObject(name, ++this.#version, uid) })
    this.#note()
    if (told) this.cache.assumeDeleted({ namespace: 'ns', name, uid })
  }

  /** The watch tells some more, or leaves some out. */
  tell(count: number, dropped: boolean): void {
    for (const event of this.#events.slice(this.#cursor, this.#cursor + count))
      if (!dropped) this.cache.apply(event)
    this.#cursor = Math.min(this.#events.length, this.#cursor + count)
  }

  repeat(count: number): void {
    for (const event of this.#events.slice(Math.max(0, this.#cursor - count), this.#cursor))
      this.cache.apply(event)
  }

  /** Gives the list of some time ago where it is accepted. */
  list(age: number): void {
    const list = this.#lists.at(-1 - Math.min(age, this.#lists.length - 1))
    if (list !== undefined && this.cache.accepts(list)) this.cache.replace(list)
  }

  #note(): void {
    this.#lists.push(this.now())
  }
}

const name = fc.constantFrom('a', 'b', 'c')
const step = fc.oneof(
  fc.record({ do: fc.constant('write' as const), name, told: fc.boolean() }),
  fc.record({ do: fc.constant('remove' as const), name, told: fc.boolean() }),
  fc.record({
    do: fc.constant('tell' as const),
    count: fc.integer({ min: 1, max: 4 }),
    dropped: fc.boolean(),
  }),
  fc.record({ do: fc.constant('repeat' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('list' as const), age: fc.integer({ min: 0, max: 4 }) }),
)

function run(world: World, one: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
  if (one.do === 'write') world.write(one.name, one.told)
  else if (one.do === 'remove') world.remove(one.name, one.told)
  else if (one.do === 'tell') world.tell(one.count, one.dropped)
  else if (one.do === 'repeat') world.repeat(one.count)
  else world.list(one.age)
}

const shown = (items: Iterable<KubeObject>) =>
  [...items].map(({ metadata }) => `${metadata.name} ${metadata.uid}@${metadata.resourceVersion}`).sort()

test('after a list of what is, the copy is what is', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const world = new World()
      for (const one of steps) run(world, one)
      world.list(0)
      expect(shown(world.cache.objects.values())).toEqual(shown(world.now().items))
    }),
    { numRuns: 2000 },
  )
})

test('after all events, none of them left out, the copy is what is, without a list', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const world = new World()
      for (const one of steps) run(world, one.do === 'tell' ? { ...one, dropped: false } : one)
      world.tell(Number.MAX_SAFE_INTEGER, false)
      expect(shown(world.cache.objects.values())).toEqual(shown(world.now().items))
    }),
    { numRuns: 2000 },
  )
})

test('what we wrote and what we deleted stays so, whatever old word comes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const world = new World()
      // Everybody who writes tells the cache: then it is never behind.
      for (const one of steps) {
        run(world, 'told' in one ? { ...one, told: true } : one)
        expect(shown(world.cache.objects.values())).toEqual(shown(world.now().items))
      }
    }),
    { numRuns: 2000 },
  )
})
