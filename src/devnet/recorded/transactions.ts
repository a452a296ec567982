import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import { list, parseBlock } from '../block/parse.ts'
import { at, type Recording } from './recording.ts'

/** A recorded transaction that succeeded. */
export interface RecordedTx {
  readonly height: number
  readonly bytes: Buffer
}

export interface RecordedMessage {
  readonly height: number
  readonly typeUrl: string
  readonly value: Uint8Array
}

/** Every successful transaction of a recording, in chain order. */
export function recordedTxs(recording: Recording): readonly RecordedTx[] {
  return recording.blocks.flatMap((block, index) => {
    const results = list(at(JSON.parse(recording.blockResults[index] ?? '{}'), 'txs_results'))
    return parseBlock(block)
      .txs.filter((_, position) => at(results[position], 'code') === 0)
      .map((bytes) => ({ height: index + 1, bytes: Buffer.from(bytes) }))
  })
}

/** The top-level messages of a transaction: TxRaw.body_bytes → TxBody.messages → Any. */
export function messagesOf(tx: RecordedTx): readonly RecordedMessage[] {
  return bytesFields(tx.bytes, 1)
    .slice(0, 1)
    .flatMap((body) => bytesFields(body, 1))
    .map((any) => ({
      height: tx.height,
      typeUrl: Buffer.from(bytesFields(any, 1)[0] ?? []).toString(),
      value: bytesFields(any, 2)[0] ?? new Uint8Array(),
    }))
}

/** Every value of a length-delimited protobuf field, in order. */
export function bytesFields(message: Uint8Array, field: number): readonly Uint8Array[] {
  const reader = new BinaryReader(message)
  const found: Uint8Array[] = []
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    if (number === field && wireType === 2) found.push(reader.bytes())
    else reader.skip(wireType)
  }
  return found
}

/**
 * Makes the search for transactions that name a deployment: its id as protobuf (owner = 1, dseq = 2, as every
 * id under it begins), or as text "owner/dseq" (as escrow messages name it). Answers their heights, ascending.
 */
export function touchedHeights(
  txs: readonly RecordedTx[],
): (owner: string, dseq: bigint) => readonly number[] {
  return (owner, dseq) => {
    const asProtobuf = Buffer.from(
      new BinaryWriter().uint32(10).string(owner).uint32(16).uint64(dseq).finish(),
    )
    const asText = Buffer.from(`${owner}/${dseq}`)
    return txs
      .filter((tx) => tx.bytes.includes(asProtobuf) || tx.bytes.includes(asText))
      .map((tx) => tx.height)
  }
}
