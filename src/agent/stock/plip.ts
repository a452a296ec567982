import { parseAddress, parseUint64 } from '#domain/ids.ts'
import type { LeaseRef } from '../model/lease-ref.ts'
import { type PortWish, type Protocol, portKey, protocols } from '../model/port-wish.ts'
import {
  at,
  attempt,
  choiceOf,
  isAbsent,
  type Place,
  placeOf,
  refusal,
  textOf,
  wholeOf,
} from '../object/place.ts'
import { type Labels, leaseLabelFault, leaseLabels, managedLabel } from './lease-labels.ts'
import { portServiceName, serviceNameFault } from './port-service-name.ts'
import { readSharingKey } from './sharing-key.ts'
import type { WishFault } from './wish-fault.ts'
import { wishSource } from './wish-source.ts'

const UINT32_MAX = 2 ** 32 - 1

/** What the stock provider names the ProviderLeasedIP of a port: unique on the whole provider. */
export const plipName = (wish: Pick<PortWish, 'sharingKey' | 'protocol' | 'externalPort'>) =>
  `${wish.sharingKey}-${wish.protocol}-${wish.externalPort}`.toLowerCase()

/** The labels that the stock provider puts on it. */
export const plipLabels = (wish: Omit<PortWish, 'source' | 'sharingKey' | 'port'>): Labels => ({
  [managedLabel]: 'true',
  'service-name': wish.service,
  'external-port': String(wish.externalPort),
  proto: wish.protocol,
  ...leaseLabels(wish.lease),
})

/**
 * Reads a ProviderLeasedIP, whose schema requires and bounds nothing: what breaks a rule is a fault, and nothing that
 * anybody can write throws.
 */
export function readPlip(object: unknown): { readonly wish: PortWish } | { readonly fault: WishFault } {
  const spec = placeOf(object, 'spec')
  const lease = attempt(() => readLeaseId(at(spec, 'lease_id')))
  const ref = 'value' in lease ? lease.value : null
  const key = at(spec, 'sharing_key').value
  const source = wishSource('ProviderLeasedIP', object)
  const fault = (message: string) => ({
    fault: { source, lease: ref, sharingKey: typeof key === 'string' ? key : null, message },
  })
  if (ref === null) return fault('words' in lease ? lease.words : 'it names no lease')
  const ports = attempt(() => readPort(spec, ref))
  if ('words' in ports) return fault(ports.words)
  const wish = { lease: ref, source, ...ports.value }
  const words = portFault(wish)
  return words === null ? { wish } : fault(words)
}

function readPort(spec: Place, lease: LeaseRef) {
  return {
    service: textOf(at(spec, 'service_name')),
    port: wholeOf(at(spec, 'port'), 1, 65535),
    externalPort: wholeOf(at(spec, 'external_port'), 1, 65535),
    protocol: protocolOf(at(spec, 'protocol')),
    sharingKey: keyOf(at(spec, 'sharing_key'), lease.owner),
  }
}

/** As the stock provider's ParseServiceProtocol reads it: in any case, and nothing means TCP. */
export function protocolOf(place: Place): Protocol {
  const { path, value } = place
  if (isAbsent(place) || value === '') return 'TCP'
  return choiceOf({ path, value: typeof value === 'string' ? value.toUpperCase() : value }, protocols)
}

/** A key that named another owner would put two owners on one address. */
function keyOf(place: Place, owner: string): string {
  const key = textOf(place)
  if (readSharingKey(key)?.owner !== owner)
    throw refusal(place, `it must be "${owner}-ip-" and a name of a-z, 0-9 and "-"`)
  return key
}

/** Why the Service for a port could not be made, or null. */
export function portFault(wish: Pick<PortWish, 'lease' | 'service' | 'externalPort' | 'protocol'>) {
  const words = serviceNameFault(portServiceName(wish)) ?? leaseLabelFault(wish.lease)
  return words === null ? null : `${portKey(wish)} of "${wish.service}" cannot be opened: ${words}`
}

/** Throws BAD_USER_INPUT. dseq is a decimal text; a number is taken while it is exact. */
function readLeaseId(id: Place): LeaseRef {
  return {
    owner: addressOf(at(id, 'owner')),
    dseq: dseqOf(at(id, 'dseq')),
    gseq: wholeOf(at(id, 'gseq'), 0, UINT32_MAX),
    oseq: wholeOf(at(id, 'oseq'), 0, UINT32_MAX),
    provider: addressOf(at(id, 'provider')),
  }
}

export function addressOf(place: Place): string {
  const text = textOf(place)
  const address = attempt(() => parseAddress(text))
  if ('words' in address) throw refusal(place, address.words)
  return address.value
}

export function dseqOf(place: Place): bigint {
  const { value } = place
  const dseq = attempt(() => parseUint64(Number.isSafeInteger(value) ? String(value) : textOf(place)))
  if ('words' in dseq) throw refusal(place, 'it must be a whole number from 0 to 2^64−1')
  return dseq.value
}
