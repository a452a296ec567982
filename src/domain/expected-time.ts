import type { BlockRate, TimedBlock } from './block-rate.ts'

/** The last millisecond that RFC 3339 can write: of the year 9999. */
const LAST_MS = 253_402_300_799_999n

/** When a block is to be expected, or was, from a block whose time is known; null after the year 9999 and before 1970. */
export function expectedTime(height: bigint, known: TimedBlock, rate: BlockRate): Date | null {
  const ms = BigInt(known.time.getTime()) + (height - BigInt(known.height)) * BigInt(rate)
  return ms > LAST_MS || ms < 0n ? null : new Date(Number(ms))
}
