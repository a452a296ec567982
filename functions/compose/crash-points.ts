import { Failure } from '#domain/failure.ts'
import type { Settings } from '#platform/settings.ts'
import type { Source, Store } from '#projector/ports.ts'

/** Every boundary between two effects of `ipgw index`. */
export const crashPoints = [
  'migrate:before',
  'migrate:after',
  'writer:before',
  'writer:after',
  'page:after',
  'blocks:after',
  'read:after',
  'load:after',
  'commit:before',
  'commit:after',
] as const
export type CrashPoint = (typeof crashPoints)[number]

/** Where this process may have to die, so that tests see what it leaves behind. */
export interface CrashPoints {
  /** Dies here, at once and without a word, when it is told to. */
  reach(point: CrashPoint): void
  /** The same port, with its points. */
  ofSource(source: Source): Source
  ofStore(store: Store): Store
}

const none: CrashPoints = { reach: () => undefined, ofSource: (source) => source, ofStore: (store) => store }

/** Of the setting CRASH_AT; without it, nothing is wrapped and nothing is counted. Throws BAD_SETTING. */
export function createCrashPoints(
  crashAt: Settings['crashAt'],
  die: () => void = killOurselves,
): CrashPoints {
  if (crashAt === null) return none
  if (!crashPoints.some((point) => point === crashAt.point))
    throw new Failure('BAD_SETTING', `CRASH_AT=${crashAt.point}: must be one of ${crashPoints.join(', ')}`)
  let hits = 0
  const reach = (point: CrashPoint) => {
    if (point !== crashAt.point) return
    hits += 1
    if (hits === crashAt.hit) die()
  }
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

const killOurselves = () => void process.kill(process.pid, 'SIGKILL')
