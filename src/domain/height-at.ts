import type { BlockRate, TimedBlock } from './block-rate.ts'

/** The last block up to some time. */
export interface HeightAt {
  readonly height: number
  /** False: known. True: put between or beyond the blocks whose times are known. */
  readonly estimated: boolean
}

/** What is known around a time: the last block up to it and the first one after it; null where there is none. */
export interface KnownAround {
  readonly before: TimedBlock | null
  readonly after: TimedBlock | null
}

/** The newest block, and how fast the chain is; null where that is not known. */
export interface Tip {
  readonly head: TimedBlock
  readonly rate: BlockRate | null
}

/** The number of the last block up to a time (ms of Unix time); null where nothing tells. */
export function heightAt(atMs: number, around: KnownAround, { head, rate }: Tip): HeightAt | null {
  if (atMs >= head.time.getTime()) return { height: head.height, estimated: false }
  const { before, after } = { ...around, after: around.after ?? head }
  if (before === null) return beforeAll(atMs, after, rate)
  const isKnown = before.time.getTime() === atMs || after.height - before.height <= 1
  return isKnown ? { height: before.height, estimated: false } : between(atMs, before, after)
}

/** As if the blocks between the two came at equal distances. Whole numbers of any size, so that it is exact. */
function between(atMs: number, before: TimedBlock, after: TimedBlock): HeightAt {
  const [passed, whole] = [atMs - before.time.getTime(), after.time.getTime() - before.time.getTime()]
  const blocks = (BigInt(after.height - before.height) * BigInt(passed)) / BigInt(whole)
  return { height: before.height + Number(blocks), estimated: true }
}

/** As if the chain had always been as fast as it is; no block comes before the first one. */
function beforeAll(atMs: number, after: TimedBlock, rate: BlockRate | null): HeightAt | null {
  if (rate === null) return null
  const blocks = Math.ceil((after.time.getTime() - atMs) / rate)
  return { height: Math.max(0, after.height - blocks), estimated: true }
}
