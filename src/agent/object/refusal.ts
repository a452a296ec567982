import { formatIpAddress, readIpAddress } from '#domain/ip-address.ts'
import type { Refusal } from '../model/observed-service.ts'
import { placeOf } from './place.ts'

/** Events in which MetalLB says why it gives no address (controller/service.go). */
export const refusalReasons: readonly string[] = ['AllocationFailed', 'LoadBalancerFailed']

/** The refusal that an Event tells, and the uid of the Service that it is about; null for any other Event. */
export function readRefusal(event: unknown): { readonly uid: string; readonly refusal: Refusal } | null {
  const text = (...names: readonly string[]) => {
    const { value } = placeOf(event, ...names)
    return typeof value === 'string' ? value : ''
  }
  const reason = text('reason')
  const uid = text('involvedObject', 'uid')
  // Old and new ways of writing Events fill in different ones of these.
  const times = [
    text('metadata', 'creationTimestamp'),
    text('firstTimestamp'),
    text('eventTime'),
    text('lastTimestamp'),
    text('series', 'lastObservedTime'),
  ]
  const newest = Math.max(...times.map((time) => Date.parse(time)).filter((ms) => !Number.isNaN(ms)))
  if (!refusalReasons.includes(reason) || uid === '' || !Number.isFinite(newest)) return null
  return { uid, refusal: { reason, message: text('message'), at: new Date(newest) } }
}

/** What MetalLB's words mean. Addresses are canonical text; what cannot be told is null. */
export type RefusalMeaning =
  | { readonly kind: 'exhausted'; readonly pool: string | null }
  /** The pin lies in no pool. */
  | { readonly kind: 'not-in-pool'; readonly address: string | null }
  /** Somebody else has the address, says MetalLB: with another key, another policy, or leaked; `holders` are "namespace/name". */
  | { readonly kind: 'sharing-key'; readonly holders: readonly string[] }
  | {
      readonly kind: 'port-taken'
      readonly protocol: string
      readonly port: number
      readonly address: string | null
    }
  /** The pool is not for this Service (`serviceAllocation`). */
  | { readonly kind: 'pool-not-compatible'; readonly pool: string }
  | { readonly kind: 'pool-unknown'; readonly pool: string }
  /** Anything else: read the message. */
  | { readonly kind: 'other' }

/**
 * Reads the words of an AllocationFailed, as 0.14.9 and 0.16.1 have them (internal/allocator/allocator.go; some add
 * "for ipv4 IPFamily").
 */
export function refusalMeaning(message: string): RefusalMeaning {
  for (const [pattern, meaning] of patterns) {
    const match = pattern.exec(message)
    if (match !== null) return meaning(match.slice(1).map((group) => group ?? ''))
  }
  return { kind: 'other' }
}

const canonical = (text: string) => {
  const address = readIpAddress(text)
  return address === null ? null : formatIpAddress(address)
}

const patterns: readonly (readonly [RegExp, (groups: readonly string[]) => RefusalMeaning])[] = [
  [/no available IPs(?: in pool (\S+))?/, ([pool = '']) => ({ kind: 'exhausted', pool: pool || null })],
  [/no suitable pool for/, () => ({ kind: 'exhausted', pool: null })],
  [
    /\["([^"]+)"[^\]]*\] is not allowed in config/,
    ([address = '']) => ({ kind: 'not-in-pool', address: canonical(address) }),
  ],
  [
    /can't change sharing key for "[^"]*", address also in use by (\S*)/,
    ([holders = '']) => ({ kind: 'sharing-key', holders: holders.split(',').filter((name) => name !== '') }),
  ],
  [
    /port ([A-Z]+)\/(\d+) is already in use on "([^"]*)"/,
    ([protocol = '', port = '', address = '']) => ({
      kind: 'port-taken',
      protocol,
      port: Number(port),
      address: canonical(address),
    }),
  ],
  [/pool (\S+) not compatible for ip assignment/, ([pool = '']) => ({ kind: 'pool-not-compatible', pool })],
  [/unknown pool "([^"]*)"/, ([pool = '']) => ({ kind: 'pool-unknown', pool })],
]
