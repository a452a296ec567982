import { Failure } from './failure.ts'
import { bitsOf, formatIpAddress, type IpAddress, type IpFamily, parseIpAddress } from './ip-address.ts'

/** Addresses of one family from `first` to `last`, both included. */
export interface AddressRange {
  readonly family: IpFamily
  readonly first: bigint
  readonly last: bigint
}

/**
 * Reads one entry of an IPAddressPool's `spec.addresses`: a CIDR ("198.51.100.0/24"; host bits are ignored) or first and
 * last address ("198.51.100.5-198.51.100.9"; blanks around them are allowed). Throws BAD_USER_INPUT.
 */
export function parseAddressRange(text: string): AddressRange {
  const refuse = (rule: string, cause?: unknown) => {
    const value = text.slice(0, 100)
    return new Failure('BAD_USER_INPUT', `"${value}" is not an address range: ${rule}`, { value }, { cause })
  }
  const parse = (part: string) => {
    try {
      return parseIpAddress(part)
    } catch (cause) {
      throw refuse(cause instanceof Failure ? cause.message : 'it holds no address', cause)
    }
  }
  const dash = text.indexOf('-')
  if (dash >= 0) return fromTo(parse(text.slice(0, dash).trim()), parse(text.slice(dash + 1).trim()), refuse)
  const [address = '', prefix = '', ...more] = text.split('/')
  if (more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(prefix))
    throw refuse('it is neither a CIDR nor two addresses with "-" between them')
  return block(parse(address), Number(prefix), refuse)
}

function fromTo(first: IpAddress, last: IpAddress, refuse: (rule: string) => Failure): AddressRange {
  if (first.family !== last.family) throw refuse('its ends are of different families')
  if (first.value > last.value) throw refuse('its first address is after its last')
  return { family: first.family, first: first.value, last: last.value }
}

function block(address: IpAddress, prefix: number, refuse: (rule: string) => Failure): AddressRange {
  const bits = bitsOf(address.family)
  if (prefix > bits) throw refuse(`the prefix is ${prefix}, over ${bits}`)
  const size = 1n << BigInt(bits - prefix)
  const first = address.value - (address.value % size)
  return { family: address.family, first, last: first + size - 1n }
}

/** A CIDR where the range is one, else "first-last". */
export function formatRange(range: AddressRange): string {
  const first = formatIpAddress({ family: range.family, value: range.first })
  const prefix = prefixOf(range)
  if (prefix !== null) return `${first}/${prefix}`
  return `${first}-${formatIpAddress({ family: range.family, value: range.last })}`
}

function prefixOf({ family, first, last }: AddressRange): number | null {
  const size = last - first + 1n
  if ((size & (size - 1n)) !== 0n || first % size !== 0n) return null
  return bitsOf(family) - (size.toString(2).length - 1)
}

/** The fewest CIDRs that make up a range, in order. */
export function cidrsOf({ family, first, last }: AddressRange): AddressRange[] {
  const blocks: AddressRange[] = []
  for (let from = first; from <= last; ) {
    let size = 1n
    while (from % (size * 2n) === 0n && from + size * 2n - 1n <= last) size *= 2n
    blocks.push({ family, first: from, last: from + size - 1n })
    from += size
  }
  return blocks
}

export const rangesOverlap = (a: AddressRange, b: AddressRange) =>
  a.family === b.family && a.first <= b.last && b.first <= a.last

export const containsAddress = (range: AddressRange, address: IpAddress) =>
  range.family === address.family && range.first <= address.value && address.value <= range.last

/**
 * True for the IPv4 addresses that `avoidBuggyIPs` keeps back: x.x.x.0 and x.x.x.255, which some old routers drop
 * as broadcasts. MetalLB gives out all others, the first and last of a CIDR included.
 */
export function isBuggyAddress({ family, value }: IpAddress): boolean {
  const end = value & 0xffn
  return family === 4 && (end === 0n || end === 0xffn)
}

/** How a pool uses its ranges. */
export interface RangeUse {
  readonly avoidBuggyIPs?: boolean
}

/** How many addresses of a range may be given out. */
export function countAddresses(range: AddressRange, use: RangeUse = {}): bigint {
  const size = range.last - range.first + 1n
  if (use.avoidBuggyIPs !== true || range.family === 6) return size
  return size - multiplesUpTo(range, 0n) - multiplesUpTo(range, 255n)
}

/** How many values of the range end in that last byte. */
function multiplesUpTo({ first, last }: AddressRange, end: bigint): bigint {
  const upTo = (value: bigint) => (value < end ? 0n : (value - end) / 256n + 1n)
  return upTo(last) - (first === 0n ? 0n : upTo(first - 1n))
}

/** The addresses that may be given out, lowest first, one by one: a range of IPv6 has no end that matters. */
export function* addressesOf(range: AddressRange, use: RangeUse = {}): Generator<IpAddress, void, undefined> {
  for (let value = range.first; value <= range.last; value += 1n) {
    const address = { family: range.family, value }
    if (use.avoidBuggyIPs !== true || !isBuggyAddress(address)) yield address
  }
}
