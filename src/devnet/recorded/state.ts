import { storeKey } from '../state/store-key.ts'
import type { ListKind, StateEntry, StateView } from '../state/view.ts'
import { type AuditVersions, replayAudits } from './audits.ts'
import { rebuild, type Timelines, versionAt } from './rebuild.ts'
import type { Recording } from './recording.ts'
import type { ReadRecord } from './timeline.ts'
import { messagesOf, recordedTxs } from './transactions.ts'

/** Chain state of a recording at any height. */
export class RecordedState {
  readonly #timelines: Timelines
  readonly #audits: AuditVersions
  readonly #constants = new Map<string, Uint8Array>()
  readonly #sortedKeys = new Map<ListKind, readonly string[]>()

  constructor(recording: Recording) {
    const txs = recordedTxs(recording)
    this.#timelines = rebuild(recording, txs)
    this.#audits = replayAudits(txs.flatMap(messagesOf))
    for (const { path, value } of recording.queries) {
      if (path.endsWith('.Query/Params')) this.#constants.set(path, value)
    }
  }

  at(height: number): StateView {
    return {
      scan: (kind, state, from) => this.#scan(kind, { state, from, height }),
      find: (kind, key) => entryOf(this.#find(kind, key, height)),
      group: (deploymentKey, gseq) => this.#group(deploymentKey, gseq, height),
      audits: (owner) =>
        this.#audits.get(owner)?.findLast((version) => version.height <= height)?.answer ?? null,
      constant: (path) => this.#constants.get(path) ?? null,
    }
  }

  *#scan(kind: ListKind, wanted: { state: number; from: string; height: number }): Iterable<StateEntry> {
    for (const key of this.#keys(kind)) {
      if (key < wanted.from) continue
      const record = this.#find(kind, key, wanted.height)
      const entry = entryOf(record)
      if (entry !== null && entry.state === wanted.state) yield entry
    }
  }

  #keys(kind: ListKind): readonly string[] {
    const known = this.#sortedKeys.get(kind)
    if (known !== undefined) return known
    // Plain code-unit order: the keys hold one byte per character.
    const keys = [...(this.#timelines.get(kind)?.keys() ?? [])].sort((a, b) => (a < b ? -1 : 1))
    this.#sortedKeys.set(kind, keys)
    return keys
  }

  #find(kind: ListKind | 'group', key: string, height: number): ReadRecord | null {
    return versionAt(this.#timelines.get(kind)?.get(key) ?? [], height)
  }

  #group(deploymentKey: string, gseq: number, height: number): Uint8Array | null {
    const tail = storeKey({ owner: '', dseq: 0n, gseq }).slice(-4)
    return this.#find('group', deploymentKey + tail, height)?.bytes ?? null
  }
}

const entryOf = (record: ReadRecord | null): StateEntry | null =>
  record === null ? null : { key: record.key, state: record.state, encode: () => record.bytes }
