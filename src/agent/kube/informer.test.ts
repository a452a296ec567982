import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { createLog } from '#platform/log.ts'
import { type Informer, type InformerOptions, startInformer } from './informer.ts'
import type { KubeClient, ListQuery } from './kube-client.ts'
import type { Service } from './kube-objects.ts'
import { refusalFailure } from './kube-status.ts'
import type { ObjectList } from './list-pages.ts'
import type { ObjectName } from './resource.ts'
import { services } from './resource.ts'
import { createTestClock, type TestClock } from './test-clock.ts'
import { serviceObject, status } from './test-kube-server.ts'
import type { WatchEvent } from './watch-event.ts'

type Told = WatchEvent<Service> | Failure | 'end'

/** What the server is made to say; every watch hangs until it is told something. */
class Script {
  lists: (ObjectList<Service> | Failure)[] = []
  readonly listed: ListQuery[] = []
  readonly watchedFrom: string[] = []
  /** Watches that are open now. */
  open = 0
  #told: Told[] = []
  #ring: () => void = () => undefined

  tell(...told: Told[]): void {
    this.#told.push(...told)
    this.#ring()
  }

  client(): Pick<KubeClient, 'list' | 'watch'> {
    const list = async (_: unknown, query: ListQuery = {}) => {
      this.listed.push(query)
      const next = this.lists.length > 1 ? this.lists.shift() : this.lists[0]
      if (next === undefined || next instanceof Failure) throw next ?? new Failure('INTERNAL', 'no list')
      return next
    }
    const watch = (
      _: unknown,
      { resourceVersion }: { resourceVersion: string },
      { signal }: { signal?: AbortSignal } = {},
    ) => {
      this.watchedFrom.push(resourceVersion)
      return this.#watch(signal)
    }
    return { list, watch } as unknown as Pick<KubeClient, 'list' | 'watch'>
  }

  async *#watch(signal: AbortSignal | undefined): AsyncGenerator<WatchEvent<Service>> {
    this.open++
    try {
      for (;;) {
        const next = this.#told.shift()
        if (next === 'end') return
        if (next instanceof Failure) throw next
        if (next !== undefined) yield next
        else await this.#more(signal)
      }
    } finally {
      this.open--
    }
  }

  #more(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(new Failure('ABORTED', 'stopped'))
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#ring = () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
    })
  }
}

const service = (name: string, version: number) => serviceObject(name, version) as Service
const list = (version: number, ...items: Service[]) => ({ resourceVersion: String(version), items })
const added = (name: string, version: number) => ({ type: 'ADDED' as const, object: service(name, version) })
const bookmark = (version: number) => ({ type: 'BOOKMARK' as const, resourceVersion: String(version) })
const refused = (code: number, reason: string) =>
  refusalFailure('watch', { code, body: status(code, reason) })
const down = new Failure('KUBE_UNAVAILABLE', 'no connection')

const running: Informer<Service>[] = []
afterEach(async () => {
  for (const informer of running.splice(0)) await informer.stop()
})

function start(lists: Script['lists'], extra: Partial<InformerOptions<Service>> = {}) {
  const script = new Script()
  script.lists = lists
  const clock: TestClock = createTestClock()
  const changes: string[] = []
  const lines: string[] = []
  const informer = startInformer({
    client: script.client(),
    resource: services,
    clock,
    random: () => 0.999,
    log: createLog({ level: 'info', format: 'json', sink: { write: (line) => lines.push(line) } }),
    onChange: (all) => changes.push(...all.map(({ type, object }) => `${type} ${object.metadata.name}`)),
    ...extra,
  })
  running.push(informer)
  return { script, clock, informer, changes, lines }
}

const names = (informer: Informer<Service>) => [...informer.snapshot().objects.keys()].sort()
const a: ObjectName = { namespace: 'ns', name: 'a' }

describe('what goes well', () => {
  test('lists, then watches from there', async () => {
    const { script, clock, informer, changes } = start([list(10, service('a', 5))])
    expect(informer.snapshot().ageMs).toBe(Number.POSITIVE_INFINITY)
    await informer.synced()
    await clock.pass(0)
    script.tell(added('b', 11))
    await clock.pass(1000)
    expect(changes).toEqual(['added a', 'added b'])
    expect(names(informer)).toEqual(['ns/a', 'ns/b'])
    expect(informer.snapshot()).toMatchObject({ ageMs: 1000, failure: null })
    expect(script.watchedFrom).toEqual(['10'])
  })

  test('goes on from the last bookmark when the server ends the watch, without a list', async () => {
    const { script, clock } = start([list(10)])
    await clock.pass(0)
    script.tell(bookmark(20))
    await clock.pass(28_000)
    script.tell('end')
    await clock.pass(10)
    expect(script.watchedFrom).toEqual(['10', '20'])
    expect(script.listed).toHaveLength(1)
  })

  test('lists again after its time, and ends the watch for it', async () => {
    const { script, clock, informer, changes } = start([
      list(10, service('a', 5)),
      list(30, service('b', 21)),
    ])
    await clock.pass(0)
    for (let i = 0; i < 6; i++) {
      script.tell(bookmark(11 + i))
      await clock.pass(10_000)
    }
    expect(script.listed).toHaveLength(2)
    expect(changes).toEqual(['added a', 'deleted a', 'added b'])
    expect(names(informer)).toEqual(['ns/b'])
    expect(script.watchedFrom).toEqual(['10', '30'])
    expect(script.open).toBe(1)
  })
})

describe('what goes wrong', () => {
  test('a watch that is silent is given up, and the list says what it did not', async () => {
    const { script, clock, changes } = start([list(10), list(30, service('a', 21))], {
      limits: { relistMs: 3_600_000 },
    })
    await clock.pass(44_000)
    expect(script.listed).toHaveLength(1)
    await clock.pass(2000)
    expect(script.listed).toHaveLength(2)
    expect(changes).toEqual(['added a'])
    expect(script.open).toBe(1)
  })

  test('a version that is too old leads to a list, and is nothing to speak of', async () => {
    const { script, clock, changes, lines } = start([list(10, service('a', 5)), list(30)])
    await clock.pass(0)
    script.tell(refused(410, 'Expired'))
    await clock.pass(1000)
    expect(changes).toEqual(['added a', 'deleted a'])
    expect(script.watchedFrom).toEqual(['10', '30'])
    expect(lines).toEqual([])
  })

  test('versions that are always too old do not make it run in circles', async () => {
    const { script, clock } = start([list(10)])
    for (let i = 0; i < 100; i++) {
      script.tell(refused(410, 'Expired'))
      await clock.pass(600)
    }
    expect(script.listed.length).toBeLessThan(25)
  })

  test('a watch that breaks off is taken up again where it was, after a pause that grows', async () => {
    const { script, clock, lines, informer } = start([list(10)])
    await clock.pass(0)
    script.tell(added('a', 11), down)
    await clock.pass(100)
    expect(script.watchedFrom).toEqual(['10'])
    expect(informer.snapshot().failure).toBe(down)
    await clock.pass(100)
    expect(script.watchedFrom).toEqual(['10', '11'])
    script.tell(down)
    await clock.pass(300)
    expect(script.watchedFrom).toEqual(['10', '11'])
    await clock.pass(100)
    expect(script.watchedFrom).toEqual(['10', '11', '11'])
    script.tell(bookmark(12))
    await clock.pass(0)
    expect(informer.snapshot().failure).toBe(null)
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(['warn', 'info'])
  })

  test('a watch that ends at once is not asked for without end', async () => {
    const { script, clock } = start([list(10)])
    script.tell(...Array.from({ length: 1000 }, () => 'end' as const))
    await clock.pass(30_000)
    expect(script.watchedFrom.length).toBeLessThan(15)
  })

  test('a watch that ends every second is taken up at once', async () => {
    const { script, clock } = start([list(10)])
    for (let i = 0; i < 20; i++) {
      await clock.pass(1000)
      script.tell('end')
    }
    await clock.pass(0)
    expect(script.watchedFrom).toHaveLength(21)
  })

  test('an event that was lost is found by the next list', async () => {
    const { script, clock, informer } = start([list(10, service('a', 5)), list(30, service('b', 25))])
    for (let i = 0; i < 6; i++) {
      await clock.pass(10_000)
      script.tell(bookmark(20 + i))
    }
    expect(names(informer)).toEqual(['ns/b'])
  })

  test('a list that cannot be had is asked for again, and the age grows', async () => {
    const { script, clock, informer } = start([down])
    await clock.pass(60_000)
    expect(informer.snapshot()).toMatchObject({ ageMs: Number.POSITIVE_INFINITY, failure: down })
    expect(script.listed.length).toBeGreaterThan(10)
    script.lists = [list(10, service('a', 5))]
    await clock.pass(5000)
    expect(names(informer)).toEqual(['ns/a'])
  })

  test('a list of the past is refused: the server is told what it must have', async () => {
    const { script, clock, informer } = start([
      list(10, service('a', 5)),
      list(8),
      list(30, service('a', 21)),
    ])
    await clock.pass(0)
    informer.relist()
    await clock.pass(1000)
    expect(script.listed).toEqual([{}, {}, { notOlderThan: '10' }])
    expect(informer.get(a)?.metadata.resourceVersion).toBe('21')
  })

  test('and if it insists nothing is believed, and the age tells', async () => {
    const { script, clock, informer, changes } = start([list(10, service('a', 5)), list(8)])
    await clock.pass(0)
    informer.relist()
    await clock.pass(60_000)
    expect(changes).toEqual(['added a'])
    expect(informer.snapshot().ageMs).toBe(60_000)
    expect(String(informer.snapshot().failure)).toContain('version 8 is older than 10')
    expect(script.listed.length).toBeLessThan(60)
  })
})

describe('what its owner does', () => {
  test('a write of ours is known at once and told like an event', async () => {
    const { informer, changes, clock } = start([list(10, service('a', 5))])
    await clock.pass(0)
    informer.assume(service('b', 14))
    informer.assumeDeleted({ ...a, uid: 'uid-a' })
    informer.assumeDeleted({ ...a, uid: 'uid-a' })
    expect(changes).toEqual(['added a', 'added b', 'deleted a'])
    expect(names(informer)).toEqual(['ns/b'])
  })

  test('who asks for lists gets one a second', async () => {
    const { script, clock, informer } = start([list(10)])
    await clock.pass(0)
    for (let i = 0; i < 50; i++) {
      informer.relist()
      await clock.pass(100)
    }
    expect(script.listed).toHaveLength(6)
    expect(script.open).toBe(1)
  })

  test('a listener that throws is logged and harms nobody', async () => {
    const onChange = () => {
      throw new TypeError('oops')
    }
    const { script, clock, informer, lines } = start([list(10)], { onChange })
    await clock.pass(0)
    script.tell(added('a', 11))
    await clock.pass(0)
    expect(names(informer)).toEqual(['ns/a'])
    expect(lines.join()).toContain('a listener failed')
  })

  test('stops at once, whatever it does, and says so to who waits for the first list', async () => {
    const watching = start([list(10)])
    await watching.clock.pass(0)
    await watching.informer.stop()
    expect(watching.script.open).toBe(0)
    const failing = start([down])
    await failing.clock.pass(10)
    const waiting = failing.informer.synced().catch((error: unknown) => error)
    await failing.informer.stop()
    expect(await Promise.race([waiting, wait(1000)])).toMatchObject({ code: 'ABORTED' })
  })
})
