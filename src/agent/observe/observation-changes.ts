import { byKey } from './canonical-observation.ts'
import { alarmKey, holdingKey, type Observation, type ObservationChange, poolKey } from './observation.ts'
import { observationText } from './observation-text.ts'

/** What leads from one observation to the next; nothing where they say the same. */
export function observationChanges(before: Observation, after: Observation): ObservationChange[] {
  return [
    ...differences(before.holdings, after.holdings, {
      keyOf: holdingKey,
      set: (holding): ObservationChange => ({ kind: 'holding', holding }),
      gone: ({ sharingKey }) => ({ kind: 'holding-gone', sharingKey }),
    }),
    ...differences(before.pools, after.pools, {
      keyOf: poolKey,
      set: (pool): ObservationChange => ({ kind: 'pool', pool }),
      gone: ({ name }) => ({ kind: 'pool-gone', name }),
    }),
    ...differences(before.alarms, after.alarms, {
      keyOf: alarmKey,
      set: (alarm): ObservationChange => ({ kind: 'alarm', alarm }),
      gone: ({ kind, subject }) => ({ kind: 'alarm-gone', alarm: { kind, subject } }),
    }),
  ]
}

interface Wording<T> {
  readonly keyOf: (item: T) => string
  readonly set: (item: T) => ObservationChange
  readonly gone: (item: T) => ObservationChange
}

function differences<T>(before: readonly T[], after: readonly T[], { keyOf, set, gone }: Wording<T>) {
  const old = byKey(before, keyOf)
  const now = byKey(after, keyOf)
  return [
    ...before.filter((item) => !now.has(keyOf(item))).map(gone),
    ...after.filter((item) => !isSame(old.get(keyOf(item)), item)).map(set),
  ]
}

/** Most are the very same value as before; of the others the text tells. */
const isSame = <T>(before: T | undefined, after: T) =>
  before === after || (before !== undefined && observationText(before) === observationText(after))
