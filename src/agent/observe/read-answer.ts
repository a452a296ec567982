import { at, choiceOf, dateOf, type Place, placeOf, refusal, textOf, wholeOf } from '../object/place.ts'
import { addressOf } from '../stock/plip.ts'
import type { ObservationAnswer } from './journal.ts'
import { agentModes, type Increment, type ObservationChange, type Snapshot } from './observation.ts'
import { isEpoch } from './observation-cursor.ts'
import { entries, readAlarm, readAlarmKey, readHolding, readPoolObservation } from './read-observation.ts'

/** Reads an answer of `/v1/observation`, parsed JSON. Throws BAD_USER_INPUT that names field, value and rule. */
export function readAnswer(json: unknown): ObservationAnswer {
  const place = placeOf(json)
  const seenAt = dateOf(at(place, 'seenAt'))
  const kind = choiceOf(at(place, 'kind'), ['snapshot', 'increments'] as const)
  if (kind === 'snapshot') return { kind, seenAt, snapshot: readSnapshot(at(place, 'snapshot')) }
  const increments = entries(at(place, 'increments')).map(readIncrement)
  return { kind, seenAt, ...readNumber(place), increments }
}

export const readSnapshot = (place: Place): Snapshot => ({
  ...readNumber(place),
  at: dateOf(at(place, 'at')),
  provider: addressOf(at(place, 'provider')),
  mode: choiceOf(at(place, 'mode'), agentModes),
  holdings: entries(at(place, 'holdings')).map(readHolding),
  pools: entries(at(place, 'pools')).map(readPoolObservation),
  alarms: entries(at(place, 'alarms')).map(readAlarm),
})

export const readIncrement = (place: Place): Increment => ({
  ...readNumber(place),
  at: dateOf(at(place, 'at')),
  changes: entries(at(place, 'changes')).map(readChange),
})

function readNumber(place: Place) {
  const epoch = textOf(at(place, 'epoch'))
  if (!isEpoch(epoch)) throw refusal(at(place, 'epoch'), 'it must be 1 to 64 of a-z, A-Z, 0-9 and "-"')
  return { epoch, sequence: wholeOf(at(place, 'sequence'), 1, Number.MAX_SAFE_INTEGER) }
}

const kinds = ['holding', 'holding-gone', 'pool', 'pool-gone', 'alarm', 'alarm-gone'] as const

function readChange(place: Place): ObservationChange {
  const kind = choiceOf(at(place, 'kind'), kinds)
  switch (kind) {
    case 'holding':
      return { kind, holding: readHolding(at(place, 'holding')) }
    case 'holding-gone':
      return { kind, sharingKey: textOf(at(place, 'sharingKey')) }
    case 'pool':
      return { kind, pool: readPoolObservation(at(place, 'pool')) }
    case 'pool-gone':
      return { kind, name: textOf(at(place, 'name')) }
    case 'alarm':
      return { kind, alarm: readAlarm(at(place, 'alarm')) }
    case 'alarm-gone':
      return { kind, alarm: readAlarmKey(at(place, 'alarm')) }
  }
}
