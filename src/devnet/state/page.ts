import { BinaryWriter } from '@bufbuild/protobuf/wire'
import type { PageRequest } from '#chain/wire/generated/cosmos_base.generated.ts'
import { decodeResumeKey, encodeResumeKey, type ResumePoint } from './resume-key.ts'
import { firstKey, isBehind, type KeyFilter, keyFilter } from './store-key.ts'
import type { ListKind, StateEntry, StateView } from './view.ts'

/** Why a query is refused: the node's code (codespace sdk) and its words. */
export interface Refusal {
  readonly code: number
  readonly log: string
}

export const invalidRequest = (log: string): Refusal => ({ code: 18, log: `${log}: invalid request` })
export const invalidArgument = (log: string) =>
  invalidRequest(`rpc error: code = InvalidArgument desc = ${log}`)

/** One list request, decoded. */
export interface ListQuery {
  readonly kind: ListKind
  /** The protobuf number of each state by its name; empty for providers. */
  readonly states: Readonly<Record<string, number>>
  readonly state: string
  readonly filter: KeyFilter
  readonly pagination: PageRequest | undefined
}

/** What the node takes when no limit is given. */
const DEFAULT_LIMIT = 100
const hasTrailer = (kind: ListKind) => kind === 'lease' || kind === 'bid'

/** One page of a list, as the node encodes it; or its refusal. */
export function listPage(view: StateView, query: ListQuery): Uint8Array | Refusal {
  const start = whereToStart(query)
  if ('code' in start) return start
  const { entries, next } = collect(view, query, start)
  const key = next === null ? null : encodeResumeKey(next, hasTrailer(query.kind))
  return encodePage(entries, key, entries.length)
}

function whereToStart(query: ListQuery): ResumePoint | Refusal {
  const key = query.pagination?.key ?? new Uint8Array()
  const isKnown = query.state === '' || (query.states[query.state] ?? 0) > 0
  if (!isKnown) return invalidArgument('invalid state value')
  if (key.length > 0) {
    // The states are inside the key; a state filter beside it is ignored, as the node does.
    const point = decodeResumeKey(key)
    return 'problem' in point ? invalidArgument(point.problem) : point
  }
  if ((query.pagination?.offset ?? 0n) > 0n && query.state === '')
    return invalidArgument('invalid request parameters. if offset is set, filter.state must be provided')
  const all = Object.values(query.states).filter((state) => state > 0)
  return { states: query.state === '' ? all : [query.states[query.state] ?? 0], key: firstKey(query.filter) }
}

function collect(view: StateView, query: ListQuery, start: ResumePoint) {
  const limit = Number(query.pagination?.limit ?? 0n) || DEFAULT_LIMIT
  let skip = Number(query.pagination?.offset ?? 0n)
  const matches = keyFilter(query.filter)
  const entries: StateEntry[] = []
  for (const { entry, states } of usesIndex(query)
    ? inKeyOrder(view, query, start)
    : byState(view, query, start)) {
    if (!matches(entry.key) || skip-- > 0) continue
    if (entries.length === limit) return { entries, next: { states, key: entry.key } }
    entries.push(entry)
  }
  return { entries, next: null }
}

interface Step {
  readonly entry: StateEntry
  /** The states that a resume key would carry here. */
  readonly states: readonly number[]
}

/** One state after the other, as the node walks its primary store. */
function* byState(view: StateView, query: ListQuery, start: ResumePoint): Iterable<Step> {
  for (const [at, state] of start.states.entries()) {
    const from = at === 0 ? start.key : firstKey(query.filter)
    for (const entry of view.scan(query.kind, state, from)) {
      if (isBehind(query.filter, entry.key)) break
      yield { entry, states: start.states.slice(at) }
    }
  }
}

/** The node walks the owner's or the provider's index where only they are given: states come mixed. */
const usesIndex = ({ state, filter }: ListQuery) =>
  state === '' && (filter.owner !== '' || filter.provider !== '')

function* inKeyOrder(view: StateView, query: ListQuery, start: ResumePoint): Iterable<Step> {
  const walks = start.states.map((state) => view.scan(query.kind, state, start.key)[Symbol.iterator]())
  const heads = walks.map((walk) => walk.next())
  for (;;) {
    let at = -1
    for (const [index, head] of heads.entries()) {
      const best = heads[at]
      if (!head.done && (best === undefined || best.done || head.value.key < best.value.key)) at = index
    }
    const head = heads[at]
    const walk = walks[at]
    if (head === undefined || head.done || walk === undefined || isBehind(query.filter, head.value.key))
      return
    yield { entry: head.value, states: start.states }
    heads[at] = walk.next()
  }
}

/**
 * Providers are listed by the cosmos-sdk's own pagination: the bare store key resumes, any bytes are taken
 * for one, and a total is given only where it is asked for or no limit is.
 */
export function providerPage(view: StateView, pagination: PageRequest | undefined): Uint8Array {
  const limit = Number(pagination?.limit ?? 0n) || DEFAULT_LIMIT
  const wantsTotal = (pagination?.countTotal ?? false) || (pagination?.limit ?? 0n) === 0n
  const resume = Buffer.from(pagination?.key ?? []).toString('latin1')
  const all = [...view.scan('provider', 0, resume)].slice(Number(pagination?.offset ?? 0n))
  const following = all[limit]
  const next = following === undefined ? null : Buffer.from(following.key, 'latin1')
  return encodePage(all.slice(0, limit), next, wantsTotal && resume === '' ? all.length : 0)
}

function encodePage(entries: readonly StateEntry[], next: Uint8Array | null, total: number): Uint8Array {
  const writer = new BinaryWriter()
  for (const entry of entries) writer.uint32(10).bytes(entry.encode())
  writer.uint32(18).fork()
  if (next !== null) writer.uint32(10).bytes(next)
  if (total > 0) writer.uint32(16).uint64(total)
  return writer.join().finish()
}
