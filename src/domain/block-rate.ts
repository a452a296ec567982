/** A block whose time is known. */
export interface TimedBlock {
  readonly height: number
  readonly time: Date
}

/** How fast the chain is: whole milliseconds per block, at least 1. */
export type BlockRate = number

/** 30.4375 days: a year of 365.25 days in twelve parts. */
const MONTH_MS = 2_629_800_000

/** The mean between two blocks; null where they tell none, as where the later one is not later. */
export function blockRate(earlier: TimedBlock, later: TimedBlock): BlockRate | null {
  const rate = Math.round((later.time.getTime() - earlier.time.getTime()) / (later.height - earlier.height))
  return Number.isFinite(rate) && rate > 0 && later.height > earlier.height ? rate : null
}

/** How many blocks a month has, to the nearest whole one. */
export const blocksPerMonth = (rate: BlockRate): number => Math.round(MONTH_MS / rate)
