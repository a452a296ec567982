import { formatIpAddress, readIpAddress } from '#domain/ip-address.ts'
import type { EndpointWish } from '../model/endpoint-wish.ts'
import { portKey } from '../model/port-wish.ts'
import { addressOf, dseqOf, portFault, protocolOf } from '../stock/plip.ts'
import { sharingKey } from '../stock/sharing-key.ts'
import type { WishFault } from '../stock/wish-fault.ts'
import { wishSource } from '../stock/wish-source.ts'
import {
  at,
  attempt,
  dateOf,
  isAbsent,
  listOf,
  type Place,
  placeOf,
  refusal,
  textOf,
  wholeOf,
} from './place.ts'

const UINT32_MAX = 2 ** 32 - 1
/** As in infra/agent/crd.yaml, which refuses most of what is refused here before it is stored. */
const MAX_PORTS = 64
const MAX_TTL_SECONDS = 366 * 86_400

/** Reads a LeasedIPOverride. Nothing that anybody can write throws. `provider`: whose leases the ports belong to. */
export function readOverride(
  object: unknown,
  provider: string,
): { readonly wish: EndpointWish } | { readonly fault: WishFault } {
  const source = wishSource('LeasedIPOverride', object)
  const named = attempt(() => readEndpoint(object))
  if ('words' in named) return { fault: { source, lease: null, sharingKey: null, message: named.words } }
  const { owner } = named.value
  const wish = attempt(() => ({ source, ...named.value, ...readWish(object, owner, provider) }))
  return 'value' in wish
    ? { wish: wish.value }
    : { fault: { source, lease: null, sharingKey: named.value.sharingKey, message: wish.words } }
}

/** The name is the sharing key, so that the API server sees to it that an endpoint has one override. */
function readEndpoint(object: unknown) {
  const spec = placeOf(object, 'spec')
  const owner = addressOf(at(spec, 'owner'))
  const key = sharingKey(owner, textOf(at(spec, 'endpoint')))
  const name = placeOf(object, 'metadata', 'name')
  if (name.value !== key)
    throw refusal(
      name,
      `it must be "${key}", for the endpoint's owner and name; an endpoint has one override`,
    )
  return { owner, sharingKey: key }
}

function readWish(object: unknown, owner: string, provider: string) {
  const spec = placeOf(object, 'spec')
  const ports = listOf(at(spec, 'ports'), MAX_PORTS).map((place) => readPort(place, owner, provider))
  const closed = listOf(at(spec, 'closed'), MAX_PORTS).map(closedOf)
  const keys = [...ports.map(portKey), ...closed]
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) throw refusal(spec, `${twice} stands twice in ports and closed`)
  return { address: pinOf(at(spec, 'address')), holdUntil: holdOf(object), ports, closed }
}

function readPort(place: Place, owner: string, provider: string): EndpointWish['ports'][number] {
  const lease = at(place, 'lease')
  const port = {
    lease: {
      owner,
      dseq: dseqOf(at(lease, 'dseq')),
      gseq: sequenceOf(at(lease, 'gseq')),
      oseq: sequenceOf(at(lease, 'oseq')),
      provider,
    },
    service: textOf(at(place, 'service')),
    externalPort: wholeOf(at(place, 'externalPort'), 1, 65535),
    port: wholeOf(at(place, 'port'), 1, 65535),
    protocol: protocolOf(at(place, 'protocol')),
  }
  const words = portFault(port)
  if (words !== null) throw refusal(place, words)
  return port
}

const sequenceOf = (place: Place) => (isAbsent(place) ? 1 : wholeOf(place, 0, UINT32_MAX))

function closedOf(place: Place): string {
  const text = textOf(place)
  const match = /^(TCP|UDP)\/([1-9]\d{0,4})$/.exec(text)
  if (match === null || Number(match[2]) > 65535)
    throw refusal(place, 'it must be protocol and number such as "TCP/80"')
  return text
}

function pinOf(place: Place): string | null {
  if (isAbsent(place)) return null
  const address = readIpAddress(textOf(place))
  if (address === null) throw refusal(place, 'it must be one IP address')
  return formatIpAddress(address)
}

/** A time to live counts from when the override was made. */
function holdOf(object: unknown): Date | null {
  const hold = placeOf(object, 'spec', 'hold')
  if (isAbsent(hold)) return null
  const until = at(hold, 'until')
  const ttl = at(hold, 'ttlSeconds')
  if (isAbsent(until) === isAbsent(ttl)) throw refusal(hold, 'it must have either until or ttlSeconds')
  if (!isAbsent(until)) return dateOf(until)
  const created = dateOf(placeOf(object, 'metadata', 'creationTimestamp'))
  return new Date(created.getTime() + wholeOf(ttl, 1, MAX_TTL_SECONDS) * 1000)
}
