import type { Quarantined } from '#domain/event.ts'
import { Failure } from '#domain/failure.ts'
import type { ChainRecord, RecordRef } from '#domain/record.ts'
import { decodeListed, decodeSingle } from './decode/answer.ts'
import type { Endpoint } from './rpc/endpoint.ts'
import type { RpcCall } from './rpc/json-rpc.ts'
import { type AbciAnswer, checkAbciAnswer } from './wire/abci-answer.ts'
import { splitPage } from './wire/page.ts'
import { type ListQuery, listQuery, type Query, recordQuery } from './wire/query.ts'

/** Where state is read. */
export interface StateAt {
  /** The block whose state is wanted. */
  readonly height: number
  /** True where that is pruned: then the latest state, which must not be older. */
  readonly latest: boolean
}

/** One list of chain state. */
export interface ListRef {
  readonly kind: 'lease' | 'order' | 'bid' | 'deployment' | 'provider'
  readonly state: string
}

/** What chain state says of one record; `bytes` is the answer, null where there is no such record. */
export interface RecordRead {
  readonly ref: RecordRef
  readonly records: readonly ChainRecord[]
  readonly height: number
  readonly quarantined: readonly Quarantined[]
  readonly bytes: Uint8Array | null
}

/** One page of a list; `parts` are its records in their bytes. */
export interface PageRead {
  readonly records: readonly ChainRecord[]
  readonly next: Uint8Array | null
  readonly height: number
  readonly quarantined: readonly Quarantined[]
  readonly parts: readonly Uint8Array[]
}

/** Reads records at one node, in order. Throws what the node's answers mean. */
export async function readRecords(
  endpoint: Endpoint,
  { refs, at }: { readonly refs: readonly RecordRef[]; readonly at: StateAt },
  signal: AbortSignal,
): Promise<readonly RecordRead[]> {
  const outcomes = await endpoint.callAll(
    refs.map((ref) => abciCall(recordQuery(ref), at)),
    signal,
  )
  return refs.map((ref, index) => {
    const outcome = outcomes[index]
    if (outcome === undefined) throw new Failure('NODE_ANSWER_INVALID', 'the node left out an answer')
    if (!outcome.ok) throw outcome.failure
    return recordRead(ref, checkedAnswer(outcome.result, at))
  })
}

function recordRead(ref: RecordRef, { value, height }: AbciAnswer): RecordRead {
  if (value === null) return { ref, records: absent(ref), height, quarantined: [], bytes: null }
  const { records, flaw } = decodeSingle(ref, value)
  return { ref, records, height, quarantined: flaw === null ? [] : [kept(height, flaw, value)], bytes: value }
}

/** The node says "not found" where no auditor signed anything of a provider. */
const absent = (ref: RecordRef): readonly ChainRecord[] =>
  ref.kind === 'audits' ? [{ kind: 'audits', provider: ref.key, audits: [] }] : []

/** Reads one page of a list at one node. Throws what the node's answer means. */
export async function readPage(
  endpoint: Endpoint,
  { list, page, at }: { readonly list: ListRef; readonly page: ListQuery; readonly at: StateAt },
  signal: AbortSignal,
): Promise<PageRead> {
  const result = await endpoint.call(abciCall(listQuery(list.kind, page), at), signal)
  const { value, height } = checkedAnswer(result, at)
  if (value === null) throw new Failure('NODE_ANSWER_INVALID', `the node has no list of ${list.kind}s`)
  const { records: parts, next } = splitPage(value)
  const decoded = parts.map((bytes) => ({ bytes, ...decodeListed(list.kind, bytes) }))
  return {
    records: decoded.flatMap(({ records }) => records),
    quarantined: decoded.flatMap(({ flaw, bytes }) => (flaw === null ? [] : [kept(height, flaw, bytes)])),
    next,
    height,
    parts,
  }
}

/** True where the node refused the list because it does not know the state: a binary from before that state. */
export function isUnknownState(error: unknown): boolean {
  return (
    error instanceof Failure && error.values.abciCode === 18 && error.message.includes('invalid state value')
  )
}

const abciCall = ({ path, data }: Query, { height, latest }: StateAt): RpcCall => ({
  method: 'abci_query',
  params: {
    path,
    data: Buffer.from(data).toString('hex'),
    height: latest ? '0' : String(height),
    prove: false,
  },
})

/** Checks that the answer is of the state that was asked for. */
function checkedAnswer(result: unknown, at: StateAt): AbciAnswer {
  const answer = checkAbciAnswer(result)
  if (at.latest && answer.height < at.height)
    throw new Failure(
      'HEIGHT_NOT_YET',
      `the node's latest state is of block ${answer.height}, not ${at.height}`,
    )
  if (!at.latest && answer.height !== at.height)
    throw new Failure('NODE_ANSWER_INVALID', `the answer is of block ${answer.height}, not ${at.height}`)
  return answer
}

/** Copied, so that one small record does not keep a whole page in memory. */
const kept = (height: number, reason: string, bytes: Uint8Array): Quarantined => ({
  height,
  txIndex: -1,
  eventIndex: -1,
  reason,
  raw: Uint8Array.from(bytes),
})
