import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { MakeId } from '#platform/random-id.ts'
import { type Bucket, takeToken } from '#platform/token-bucket.ts'
import { type CountedNote, eventCount, eventDraft, eventNamespace, type Note } from './event-draft.ts'
import type { KubeClient } from './kube-client.ts'
import type { KubeObject } from './kube-objects.ts'
import { verdictOf } from './kube-verdict.ts'
import { events } from './resource.ts'

export interface RecorderOptions {
  readonly client: Pick<KubeClient, 'create' | 'mergePatch'>
  /** Who says it: "ipgw-agent". */
  readonly component: string
  /** Which process of those: the pod's name. */
  readonly instance: string
  readonly clock: Clock
  readonly makeId: MakeId
  readonly log: Log
}

/** Tells people about objects by Kubernetes Events, which `kubectl describe` shows. */
export interface Recorder {
  /**
   * Never waits and never throws: an Event that cannot be written is a line in the log. The same note about the same
   * object is one Event whose count grows, written at most once a minute.
   */
  record(about: KubeObject, note: Note): void
  /** Resolves when what is under way is written; nothing is taken after that. */
  stop(): Promise<void>
}

/** Resyncs say the same again and again; people need its count now and then. */
const REPEAT_MS = 60_000
/** All Events together: a storm of them would keep the API from better work. */
const RATE = { perSecond: 5, burst: 50 }
/** Some 2 MB. What is forgotten becomes another Event. */
const MAX_KNOWN = 2000
const MAX_WAITING = 200

interface Entry extends CountedNote {
  count: number
  lastAt: Date
  /** The Event's name; null: not written yet. */
  name: string | null
  /** Monotonic; when it was given to be written. */
  sentAtMs: number
}

export function createRecorder(options: RecorderOptions): Recorder {
  return new QueuedRecorder(options)
}

class QueuedRecorder implements Recorder {
  readonly #options: RecorderOptions
  readonly #known = new Map<string, Entry>()
  readonly #waiting = new Set<Entry>()
  #bucket: Bucket | undefined
  #writing: Promise<void> | null = null
  #stopped = false
  #failing = false

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  record(about: KubeObject, note: Note): void {
    if (this.#stopped) return
    const nowMs = this.#options.clock.monotonicMs()
    const entry = this.#count(about, note)
    if (nowMs - entry.sentAtMs < REPEAT_MS || this.#waiting.size >= MAX_WAITING) return
    const { bucket, waitMs } = takeToken(this.#bucket, nowMs, RATE)
    this.#bucket = bucket
    if (waitMs > 0) return
    entry.sentAtMs = nowMs
    this.#waiting.add(entry)
    this.#writing ??= this.#writeAll()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#writing
  }

  /** Those of which something was said last are kept. */
  #count(about: KubeObject, note: Note): Entry {
    const key = [about.metadata.uid, note.type, note.reason, note.message].join('\n')
    const now = this.#options.clock.now()
    const entry = this.#known.get(key) ?? {
      about,
      note,
      count: 0,
      firstAt: now,
      lastAt: now,
      name: null,
      sentAtMs: Number.NEGATIVE_INFINITY,
    }
    entry.count++
    entry.lastAt = now
    this.#known.delete(key)
    this.#known.set(key, entry)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest)
    return entry
  }

  async #writeAll(): Promise<void> {
    for (const entry of this.#waiting) {
      this.#waiting.delete(entry)
      try {
        await this.#write(entry)
        this.#failing = false
      } catch (error) {
        if (!this.#failing) this.#options.log.warn({ err: error }, 'cannot write Events')
        this.#failing = true
      }
    }
    this.#writing = null
  }

  /** The server forgets Events after an hour; then it is another one. */
  async #write(entry: Entry): Promise<void> {
    const { client } = this.#options
    if (entry.name === null) return await this.#create(entry)
    const { name } = entry
    try {
      await client.mergePatch(events, {
        namespace: eventNamespace(entry.about),
        name,
        patch: eventCount(entry),
      })
    } catch (error) {
      if (verdictOf(error) !== 'missing') throw error
      await this.#create(entry)
    }
  }

  async #create(entry: Entry): Promise<void> {
    const { client, component, instance, makeId } = this.#options
    const name = `${nameStart(entry.about.metadata.name)}.${makeId()}`
    await client.create(events, eventDraft(entry, { name, component, instance }))
    entry.name = name
  }
}

/** The whole must stay below 253 characters, and each part between dots must end in a letter or digit. */
const nameStart = (name: string) => name.slice(0, 200).replace(/[^a-z0-9]+$/, '')
