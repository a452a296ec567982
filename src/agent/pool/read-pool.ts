import { type AddressRange, parseAddressRange } from '#domain/address-range.ts'
import { bitsOf, readIpAddress } from '#domain/ip-address.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import { cordonAnnotation } from '../object/own-names.ts'
import { at, attempt, entriesOf, type Place, placeOf, textsOf } from '../object/place.ts'
import { isRestricted } from './service-allocation.ts'

export interface PoolReading {
  readonly pool: ObservedPool
  /** What in it cannot be read, in words for the operator. */
  readonly faults: readonly string[]
}

/**
 * Reads an IPAddressPool. `counts`: what MetalLB's metrics say of it, for the versions before 0.15, whose pools have no
 * status. An entry of `addresses` that cannot be read is left out: MetalLB then refuses the configuration as a whole. A
 * cordon that cannot be read cordons the whole pool.
 */
export function readPool(
  object: unknown,
  agentNamespace: string,
  counts: ObservedPool['counts'] = null,
): PoolReading {
  const spec = placeOf(object, 'spec')
  const name = nameOf(object, 'name')
  const addresses = readRanges(textList(at(spec, 'addresses')), parseAddressRange)
  const cordon = textsOf(placeOf(object, 'metadata', 'annotations'))[cordonAnnotation] ?? ''
  const cordoned = readRanges(splitCordon(cordon), parseCordon)
  const faults = [
    ...addresses.words,
    ...cordoned.words.map((words) => `${cordonAnnotation}: ${words}, so all of the pool is cordoned`),
  ]
  return {
    pool: {
      name,
      uid: nameOf(object, 'uid'),
      ranges: addresses.ranges,
      autoAssign: at(spec, 'autoAssign').value !== false,
      avoidBuggyIps: at(spec, 'avoidBuggyIPs').value === true,
      restricted: isRestricted(at(spec, 'serviceAllocation'), agentNamespace),
      cordoned: cordoned.words.length > 0 ? addresses.ranges : cordoned.ranges,
      counts: statusCounts(placeOf(object, 'status')) ?? counts,
    },
    faults: faults.map((words) => `IPAddressPool "${name}": ${words}`),
  }
}

function nameOf(object: unknown, field: 'name' | 'uid'): string {
  const { value } = placeOf(object, 'metadata', field)
  return typeof value === 'string' ? value : ''
}

const textList = (place: Place) => entriesOf(place).map(({ value }) => String(value))

function readRanges(texts: readonly string[], parse: (text: string) => AddressRange) {
  const readings = texts.map((text) => attempt(() => parse(text)))
  return {
    ranges: readings.flatMap((reading) => ('value' in reading ? [reading.value] : [])),
    words: readings.flatMap((reading) => ('words' in reading ? [reading.words] : [])),
  }
}

const splitCordon = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** A range as pools have it, or one address. Throws BAD_USER_INPUT. */
export function parseCordon(text: string): AddressRange {
  const address = readIpAddress(text)
  return parseAddressRange(address === null ? text : `${text}/${bitsOf(address.family)}`)
}

/** Since 0.15; zeros are left out by nothing, so a field that is not there means that nobody counted. */
function statusCounts(status: Place): ObservedPool['counts'] {
  const count = (field: string) => {
    const { value } = at(status, field)
    return typeof value === 'number' && value >= 0 ? BigInt(Math.trunc(value)) : null
  }
  const [assigned4, assigned6] = [count('assignedIPv4'), count('assignedIPv6')]
  const [available4, available6] = [count('availableIPv4'), count('availableIPv6')]
  if (assigned4 === null || assigned6 === null || available4 === null || available6 === null) return null
  return { assigned: assigned4 + assigned6, available: available4 + available6 }
}
