import { Failure } from '#domain/failure.ts'

/** Names the height that an answer must have reached at least. */
export const MIN_HEIGHT_HEADER = 'x-ipgw-min-height'

/**
 * The height that an answer must have reached: the higher of the header and of `extensions.minHeight`, null
 * where neither is there. Throws BAD_USER_INPUT where one is no block height.
 */
export function minHeightOf(header: string | null, extension: unknown): number | null {
  const heights = [
    header === null ? null : heightOf(`the header "${MIN_HEIGHT_HEADER}"`, header),
    extension === undefined || extension === null ? null : heightOf('"extensions.minHeight"', extension),
  ].filter((height) => height !== null)
  return heights.length === 0 ? null : Math.max(...heights)
}

/** In JSON a UInt64 may be a number or a decimal text. */
function heightOf(name: string, value: unknown): number {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  const height = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(height)) return height
  const shown = JSON.stringify(value)?.slice(0, 60)
  throw new Failure(
    'BAD_USER_INPUT',
    `${name}: ${shown} is not a block height, a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
  )
}
