import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { invalidAnswer } from './fields.ts'
import { PageResponse } from './generated/cosmos_base.generated.ts'

/** A page of a list, its records still in their bytes. `next` is null on the last page. */
export interface RawPage {
  readonly records: readonly Uint8Array[]
  readonly next: Uint8Array | null
}

/** In every list response of the chain the records are field 1 and the pagination is field 2. */
const RECORDS = 1
const PAGINATION = 2

/**
 * Splits the bytes of a list response into those of its records, so that one that cannot be read loses
 * itself only. Throws NODE_ANSWER_INVALID where the response itself cannot be read.
 */
export function splitPage(bytes: Uint8Array): RawPage {
  const reader = new BinaryReader(bytes)
  const records: Uint8Array[] = []
  let next: Uint8Array = new Uint8Array(0)
  try {
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag()
      if (field === RECORDS && type === WireType.LengthDelimited) records.push(reader.bytes())
      else if (field === PAGINATION && type === WireType.LengthDelimited)
        next = PageResponse.decode(reader.bytes()).nextKey
      else reader.skip(type, field)
    }
  } catch (error) {
    throw invalidAnswer(
      'the list',
      `is not protobuf: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  return { records, next: next.length === 0 ? null : Uint8Array.from(next) }
}
