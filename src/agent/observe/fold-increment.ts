import { Failure } from '#domain/failure.ts'
import { byKey, canonicalObservation } from './canonical-observation.ts'
import {
  alarmKey,
  holdingKey,
  type Increment,
  type ObservationChange,
  poolKey,
  type Snapshot,
} from './observation.ts'

/**
 * The snapshot after an increment. Throws BAD_USER_INPUT for one that does not follow: of another epoch, or with a
 * number that is not the next. Who gets that asks for a snapshot.
 */
export function foldIncrement(snapshot: Snapshot, increment: Increment): Snapshot {
  const { epoch, sequence, at, changes } = increment
  if (epoch !== snapshot.epoch || sequence !== snapshot.sequence + 1) throw doesNotFollow(snapshot, increment)
  const parts = {
    holdings: byKey(snapshot.holdings, holdingKey),
    pools: byKey(snapshot.pools, poolKey),
    alarms: byKey(snapshot.alarms, alarmKey),
  }
  for (const change of changes) apply(parts, change)
  const { holdings, pools, alarms } = parts
  const whole = { holdings: [...holdings.values()], pools: [...pools.values()], alarms: [...alarms.values()] }
  return { ...snapshot, ...canonicalObservation(whole), sequence, at }
}

type Parts = { readonly [Part in 'holdings' | 'pools' | 'alarms']: Map<string, Snapshot[Part][number]> }

function apply({ holdings, pools, alarms }: Parts, change: ObservationChange): void {
  switch (change.kind) {
    case 'holding':
      holdings.set(holdingKey(change.holding), change.holding)
      break
    case 'holding-gone':
      holdings.delete(holdingKey(change))
      break
    case 'pool':
      pools.set(poolKey(change.pool), change.pool)
      break
    case 'pool-gone':
      pools.delete(poolKey(change))
      break
    case 'alarm':
      alarms.set(alarmKey(change.alarm), change.alarm)
      break
    case 'alarm-gone':
      alarms.delete(alarmKey(change.alarm))
  }
}

const doesNotFollow = (snapshot: Snapshot, increment: Increment) =>
  new Failure(
    'BAD_USER_INPUT',
    `increment ${increment.epoch}.${increment.sequence} does not follow snapshot ${snapshot.epoch}.${snapshot.sequence}`,
    { epoch: increment.epoch, sequence: increment.sequence },
  )
