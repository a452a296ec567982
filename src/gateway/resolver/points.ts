import type { ActivityPointResolvers, PricePointResolvers } from '../schema.generated.ts'

export const activityPoint: ActivityPointResolvers = {
  at: (point) => point.at,
  opened: (point) => point.opened,
  closed: (point) => point.closed,
  active: (point) => point.active,
  estimated: (point) => point.estimated,
}

export const pricePoint: PricePointResolvers = {
  at: (point) => point.at,
  opened: (point) => point.opened,
  lowest: (point) => point.lowest ?? null,
  median: (point) => point.median ?? null,
  highest: (point) => point.highest ?? null,
  estimated: (point) => point.estimated,
}
