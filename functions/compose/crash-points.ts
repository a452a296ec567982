import { writeSync } from 'node:fs'
import { Failure } from '#domain/failure.ts'
import type { Settings } from '#platform/settings.ts'
import type { Source, Store } from '#projector/ports.ts'

/** Every boundary between two effects of `ipgw index`. */
export const crashPoints = [
  'migrate:before',
  'migrate:after',
  'writer:before',
  'writer:after',
  'read:after',
  'page:after',
  'blocks:after',
  'load:after',
  'commit:before',
  'commit:after',
] as const
export type CrashPoint = (typeof crashPoints)[number]

/** Where this process may have to die, so that tests see what it leaves behind. */
export interface CrashPoints {
  /** Dies here, at once, when it is told to; one line on stderr says where. */
  reach(point: CrashPoint): void
  /** The same port, with its points. */
  ofSource(source: Source): Source
  ofStore(store: Store): Store
}

const none: CrashPoints = { reach: () => undefined, ofSource: (source) => source, ofStore: (store) => store }

/** Of the setting CRASH_AT; without it, nothing is wrapped and nothing is counted. Throws BAD_SETTING. */
export function createCrashPoints(
  crashAt: Settings['crashAt'],
  die: (point: CrashPoint) => void = killOurselves,
): CrashPoints {
  if (crashAt.length === 0) return none
  checkPoints(crashAt, crashPoints)
  const reach = createReach(crashAt, die)
  const after = async <T>(point: CrashPoint, work: Promise<T>): Promise<T> => {
    const value = await work
    reach(point)
    return value
  }
  return {
    reach,
    ofSource: (source) => ({
      ...source,
      blocks: (from, to, signal) => after('blocks:after', source.blocks(from, to, signal)),
      read: (refs, height, signal) => after('read:after', source.read(refs, height, signal)),
      page: (list, resume, height, signal) => after('page:after', source.page(list, resume, height, signal)),
    }),
    ofStore: (store) => ({
      ...store,
      load: (refs) => after('load:after', store.load(refs)),
      commit: async (commit) => {
        reach('commit:before')
        await after('commit:after', store.commit(commit))
      },
    }),
  }
}

/** Throws BAD_SETTING for a point that this command does not have. */
export function checkPoints(crashAt: Settings['crashAt'], known: readonly string[]): void {
  for (const { point } of crashAt)
    if (!known.includes(point))
      throw new Failure('BAD_SETTING', `CRASH_AT=${point}: must be one of ${known.join(', ')}`)
}

/** Counts how often each point is reached, and dies where it is told to. */
export function createReach<Point extends string>(
  crashAt: Settings['crashAt'],
  die: (point: Point) => void = killOurselves,
): (point: Point) => void {
  const hits = new Map<Point, number>()
  return (point) => {
    const hit = (hits.get(point) ?? 0) + 1
    hits.set(point, hit)
    if (crashAt.some((deadly) => deadly.point === point && deadly.hit === hit)) die(point)
  }
}

function killOurselves(point: string): void {
  writeSync(process.stderr.fd, `dies at ${point}\n`)
  process.kill(process.pid, 'SIGKILL')
}
