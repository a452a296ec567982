import { heightAt, type KnownAround } from '#domain/height-at.ts'
import { type IndexHead, indexHead } from '#store/query/index-head.ts'
import type { Context } from '../context.ts'
import { blockRateOf } from '../freshness.ts'
import { type SpanArguments, spanBorders } from './span.ts'

/** An interval that has begun, in blocks. */
export interface TimelineInterval {
  readonly at: Date
  readonly estimated: boolean
}

/** The intervals of a series, and the heights of the borders between them: one more. Empty where nothing tells. */
export interface Timeline {
  readonly intervals: readonly TimelineInterval[]
  readonly borders: readonly number[]
}

const EMPTY: Timeline = { intervals: [], borders: [] }

/** Turns times into heights. Intervals that are still to begin are left out. Throws BAD_USER_INPUT for the arguments. */
export async function timeline(context: Context, span: SpanArguments): Promise<Timeline> {
  const all = spanBorders(span)
  const head = context.head ?? (await indexHead(context.sql))
  if (head.height === null || head.time === null) return EMPTY
  const begun = all.filter((border) => border <= Number(head.time)).length
  if (begun === 0) return EMPTY
  const timesMs = all.slice(0, begun + 1)
  const around = await context.loaders.blocksAround.load({ timesMs, headHeight: head.height })
  return drawn(timesMs, around, { ...head, height: head.height, time: head.time })
}

/** Puts it together; intervals whose beginning nothing tells are left out: they are the first ones. */
function drawn(
  timesMs: readonly number[],
  around: readonly KnownAround[],
  head: IndexHead & { readonly height: number; readonly time: Date },
): Timeline {
  const tip = { head, rate: blockRateOf(head) }
  const found = timesMs.flatMap((atMs, n) => {
    const at = heightAt(atMs, around[n] ?? { before: null, after: null }, tip)
    return at === null ? [] : [{ ...at, atMs }]
  })
  const intervals = found.slice(0, -1).map((border, n) => ({
    at: new Date(border.atMs),
    estimated: border.estimated || found[n + 1]?.estimated === true,
  }))
  return { intervals, borders: found.map(({ height }) => height) }
}
