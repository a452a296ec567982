import type { WatchRecord } from '../api/store.ts'
import type { KubeRequest } from '../http/kube-request.ts'
import { errorLine } from '../http/watch-line.ts'
import type { Pass, WatchSink } from '../http/watch-stream.ts'
import type { ClusterFaults } from './cluster-faults.ts'

/** How many lines a watch remembers for a replay. */
const MAX_REPLAY = 100

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref())

/** What stands between a watch and its client. */
export class WatchFaults {
  readonly #request: KubeRequest
  readonly #sink: WatchSink
  readonly #faults: ClusterFaults
  readonly #unsubscribe: () => void
  #isStalled = false
  #sent: string[] = []
  /** Resolves when everything before has been passed on; null: nothing waits. */
  #late: Promise<void> | null = null
  #closing: ReturnType<typeof setTimeout> | undefined

  constructor(request: KubeRequest, sink: WatchSink, faults: ClusterFaults) {
    this.#request = request
    this.#sink = sink
    this.#faults = faults
    this.#unsubscribe = faults.subscribe(() => this.#schedule())
    this.#schedule()
  }

  stop = (): void => {
    this.#unsubscribe()
    clearTimeout(this.#closing)
  }

  pass: Pass = (line, record) => {
    const isLate = record !== null && this.#faults.acts('watchDelay', this.#request)
    if (this.#late === null && !isLate) this.#passNow(line, record)
    else this.#passLate(line, record, isLate ? (this.#faults.on.watchDelay?.ms ?? 0) : 0)
  }

  /** Each waits from when it came, and for all that came before it. */
  #passLate(line: string, record: WatchRecord | null, ms: number): void {
    const late = Promise.all([this.#late, pause(ms)]).then(() => {
      this.#passNow(line, record)
      if (this.#late === late) this.#late = null
    })
    this.#late = late
  }

  #passNow(line: string, record: WatchRecord | null): void {
    if (this.#isStalled) return
    if (record === null) this.#passOther(line)
    else this.#passEvent(line)
  }

  /** Bookmarks, and errors of the API itself. */
  #passOther(line: string): void {
    if (line.startsWith('{"type":"BOOKMARK"') && this.#faults.acts('noBookmarks', this.#request)) return
    this.#sink.write(line)
  }

  #passEvent(line: string): void {
    const acts = (name: 'watchStall' | 'watchExpire' | 'watchError' | 'watchDrop') =>
      this.#faults.acts(name, this.#request)
    if (acts('watchStall')) {
      this.#isStalled = true
      return
    }
    if (acts('watchExpire')) this.#fail(410, 'Expired', 'too old resource version')
    else if (acts('watchError')) this.#fail(500, 'InternalError', 'etcdserver: no leader')
    else if (!acts('watchDrop')) this.#send(line)
  }

  #send(line: string): void {
    this.#sink.write(line)
    this.#sent = [...this.#sent, line].slice(-MAX_REPLAY)
    if (this.#faults.acts('watchReplay', this.#request))
      this.#replay(this.#faults.on.watchReplay?.events ?? 0)
  }

  #replay(events: number): void {
    for (const line of this.#sent.slice(-events)) this.#sink.write(line)
  }

  #fail(code: number, reason: string, message: string): void {
    this.#isStalled = true
    this.#sink.write(errorLine(code, reason, message))
    this.#sink.end()
  }

  #schedule(): void {
    clearTimeout(this.#closing)
    if (!this.#faults.isOn('watchClose', this.#request)) return
    this.#closing = setTimeout(() => {
      if (this.#faults.acts('watchClose', this.#request)) this.#sink.end()
    }, this.#faults.on.watchClose?.everyMs)
    this.#closing.unref()
  }
}
