import { Failure } from '#domain/failure.ts'
import { leasePrices, type PriceRow } from '#store/query/lease-prices.ts'
import type { Context } from '../context.ts'
import { shown } from '../scalar/refusal.ts'
import type { PricePoint } from '../schema.generated.ts'
import type { ActivityArguments } from './activity.ts'
import { type Timeline, timeline } from './timeline.ts'

export interface PriceArguments extends ActivityArguments {
  readonly denom: string
}

/** What the Cosmos SDK allows (types/coin.go, reDnmString). */
const DENOM = /^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/

/** What the leases of a provider (null: of all) cost when they were created. Throws BAD_USER_INPUT for the arguments. */
export async function prices(
  context: Context,
  provider: string | null,
  args: PriceArguments,
): Promise<PricePoint[]> {
  const denom = checkedDenom(args.denom)
  const drawn = await timeline(context, args)
  if (drawn.intervals.length === 0) return []
  const question = { ipOnly: args.ipOnly ?? true, borders: drawn.borders, denom }
  const rows =
    provider === null
      ? await leasePrices(context.sql, { ...question, providers: null })
      : await context.loaders.pricesOfProvider.load({ parent: provider, question })
  return pricePoints(drawn, rows)
}

function checkedDenom(denom: string): string {
  if (DENOM.test(denom)) return denom
  const rule = 'a letter, then 2 to 127 letters, digits and / : . _ -'
  throw new Failure('BAD_USER_INPUT', `argument "denom": ${shown(denom)} is not a denomination: ${rule}`)
}

export function pricePoints({ intervals }: Timeline, rows: readonly PriceRow[]): PricePoint[] {
  const byInterval = new Map(rows.map((row) => [row.interval, row]))
  return intervals.map(({ at, estimated }, n) => {
    const { opened = 0, lowest = null, median = null, highest = null } = byInterval.get(n + 1) ?? {}
    return { at, opened, lowest, median, highest, estimated }
  })
}
