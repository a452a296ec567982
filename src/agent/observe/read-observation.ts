import type { LeaseRef } from '../model/lease-ref.ts'
import { protocols } from '../model/port-wish.ts'
import type { Alarm, Pending } from '../model/verdict.ts'
import { alarmKinds, type EndpointVerdict, type PortVerdict, pendingReasons } from '../model/verdict.ts'
import {
  at,
  booleanOf,
  choiceOf,
  dateOf,
  isAbsent,
  listOf,
  type Place,
  refusal,
  textOf,
  wholeOf,
} from '../object/place.ts'
import { addressOf, dseqOf } from '../stock/plip.ts'
import type { PoolObservation } from './pool-observation.ts'

/** Readers of what `observationText` wrote; each throws BAD_USER_INPUT that names field, value and rule. */

const MAX_ENTRIES = 1_000_000
const MAX_MESSAGE = 65_536
const UINT32_MAX = 2 ** 32 - 1

export const entries = (place: Place) => {
  if (isAbsent(place)) throw refusal(place, 'it must be a list')
  return listOf(place, MAX_ENTRIES)
}

const orNull = <T>(place: Place, read: (place: Place) => T): T | null =>
  isAbsent(place) ? null : read(place)

/** Text that may be empty. */
function wordsOf(place: Place): string {
  if (typeof place.value !== 'string' || place.value.length > MAX_MESSAGE)
    throw refusal(place, `it must be a text of at most ${MAX_MESSAGE} characters`)
  return place.value
}

/** Addresses by the number: decimal text, because there may be more of them than numbers are exact. */
function countOf(place: Place): bigint {
  const { value } = place
  if (typeof value !== 'string' || !/^\d{1,39}$/.test(value))
    throw refusal(place, 'it must be a whole number as decimal text')
  return BigInt(value)
}

/** 0: a port in the pod that only the pod knows by name. */
const portOf = (place: Place) => wholeOf(place, 0, 65_535)

export function readHolding(place: Place): EndpointVerdict {
  return {
    owner: addressOf(at(place, 'owner')),
    sharingKey: wordsOf(at(place, 'sharingKey')),
    state: choiceOf(at(place, 'state'), ['pending', 'assigned', 'held', 'quarantined'] as const),
    address: orNull(at(place, 'address'), textOf),
    pool: orNull(at(place, 'pool'), textOf),
    until: orNull(at(place, 'until'), dateOf),
    pending: orNull(at(place, 'pending'), readPending),
    ports: entries(at(place, 'ports')).map(readPort),
  }
}

const readPending = (place: Place): Pending => ({
  reason: choiceOf(at(place, 'reason'), pendingReasons),
  message: wordsOf(at(place, 'message')),
})

const readPort = (place: Place): PortVerdict => ({
  lease: readLease(at(place, 'lease')),
  service: wordsOf(at(place, 'service')),
  externalPort: portOf(at(place, 'externalPort')),
  port: portOf(at(place, 'port')),
  protocol: choiceOf(at(place, 'protocol'), protocols),
  state: choiceOf(at(place, 'state'), ['pending', 'open'] as const),
  pending: orNull(at(place, 'pending'), readPending),
})

const readLease = (place: Place): LeaseRef => ({
  owner: addressOf(at(place, 'owner')),
  dseq: dseqOf(at(place, 'dseq')),
  gseq: wholeOf(at(place, 'gseq'), 0, UINT32_MAX),
  oseq: wholeOf(at(place, 'oseq'), 0, UINT32_MAX),
  provider: addressOf(at(place, 'provider')),
})

export const readPoolObservation = (place: Place): PoolObservation => ({
  name: textOf(at(place, 'name')),
  total: countOf(at(place, 'total')),
  inUse: countOf(at(place, 'inUse')),
  held: countOf(at(place, 'held')),
  quarantined: countOf(at(place, 'quarantined')),
  cordoned: countOf(at(place, 'cordoned')),
  available: countOf(at(place, 'available')),
  leaked: orNull(at(place, 'leaked'), countOf),
  addresses: entries(at(place, 'addresses')).map((entry) => textOf(entry)),
  cordonedAddresses: entries(at(place, 'cordonedAddresses')).map((entry) => textOf(entry)),
  autoAssign: booleanOf(at(place, 'autoAssign')),
  restricted: booleanOf(at(place, 'restricted')),
})

export const readAlarm = (place: Place): Alarm => ({
  ...readAlarmKey(place),
  message: wordsOf(at(place, 'message')),
})

export const readAlarmKey = (place: Place): Pick<Alarm, 'kind' | 'subject'> => ({
  kind: choiceOf(at(place, 'kind'), alarmKinds),
  subject: wordsOf(at(place, 'subject')),
})
