import { alarmKey, holdingKey, type Observation, poolKey } from './observation.ts'

/** The same in the order of keys; of two things with one key the later one. */
export const canonicalObservation = ({ holdings, pools, alarms }: Observation): Observation => ({
  holdings: inOrder(holdings, holdingKey),
  pools: inOrder(pools, poolKey),
  alarms: inOrder(alarms, alarmKey),
})

function inOrder<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...byKey(items, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
}

export const byKey = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T> =>
  new Map(items.map((item) => [keyOf(item), item]))
