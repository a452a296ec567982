import { isFailure } from '#domain/failure.ts'
import { emptyCommit } from './empty-commit.ts'
import type { BlockPoint, Commit, Cursor, Source, Store } from './ports.ts'

/** Blocks that are asked for at once; a tail that has caught up waits for at most one such piece. */
const PIECE = 40

/** The block at a height, or null where no node has it any more. */
export async function knownPoint(
  source: Source,
  height: number,
  signal: AbortSignal,
): Promise<BlockPoint | null> {
  try {
    return await source.point(height, signal)
  } catch (error) {
    if (isFailure(error, 'HEIGHT_PRUNED')) return null
    throw error
  }
}

/**
 * Finds out when the open records that bootstrap found were created: chain state gives heights only.
 * `#above`: nodes no longer have the blocks up to there.
 */
export class BlockTimes {
  readonly #ports: { readonly source: Source; readonly store: Store }
  readonly #signal: AbortSignal
  #above = 0
  #done = false

  constructor(ports: { readonly source: Source; readonly store: Store }, signal: AbortSignal) {
    this.#ports = ports
    this.#signal = signal
  }

  /** True once every time that can be known is; the tail brings the times of what comes later. */
  get done(): boolean {
    return this.#done
  }

  /** The commit that writes the next piece; null when there is nothing to write. */
  async next(cursor: Cursor, latestHeight: number): Promise<Commit | null> {
    if (this.#done) return null
    const { source, store } = this.#ports
    const heights = await store.untimedHeights({ above: this.#above, limit: PIECE })
    this.#done = heights.length === 0
    const points = await Promise.all(heights.map((height) => knownPoint(source, height, this.#signal)))
    const blocks = points.filter((point) => point !== null)
    const pruned = heights.filter((_height, index) => points[index] === null)
    this.#above = Math.max(this.#above, ...pruned)
    return blocks.length === 0 ? null : { ...emptyCommit(cursor, latestHeight), blocks }
  }
}
