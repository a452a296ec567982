import { Failure } from './failure.ts'

/** 4 or 6: which internet protocol an address belongs to. */
export type IpFamily = 4 | 6

/** One address as a number: 0 to 2^32−1 for IPv4, 0 to 2^128−1 for IPv6. */
export interface IpAddress {
  readonly family: IpFamily
  readonly value: bigint
}

/** Addresses have that many bits. */
export const bitsOf = (family: IpFamily) => (family === 4 ? 32 : 128)

/** Longest text of an address: eight groups of IPv6 with a dotted tail have 45 characters. */
const MAX_LENGTH = 45
/** ::ffff:0:0/96, in which IPv6 writes IPv4 addresses (RFC 4291, 2.5.5.2). */
const MAPPED_PREFIX = 0xffffn

/**
 * Reads the text of an address as Go's net.ParseIP does, which MetalLB uses: no zone, no leading zeros in IPv4, and
 * an IPv4-mapped address (::ffff:192.0.2.1) is the IPv4 address that it stands for. Throws BAD_USER_INPUT.
 */
export function parseIpAddress(text: string): IpAddress {
  const address = readIpAddress(text)
  if (address !== null) return address
  const value = text.slice(0, 100)
  throw new Failure(
    'BAD_USER_INPUT',
    `"${value}" is not an IP address: IPv4 is "192.0.2.1", IPv6 "2001:db8::1"`,
    {
      value,
    },
  )
}

/** Like parseIpAddress, but null for what is no address. */
export function readIpAddress(text: string): IpAddress | null {
  if (text.length > MAX_LENGTH) return null
  if (!text.includes(':')) return ipv4OrNull(readDotted(text))
  const value = readGroups(text)
  if (value === null) return null
  return value >> 32n === MAPPED_PREFIX ? { family: 4, value: value & 0xffffffffn } : { family: 6, value }
}

const ipv4OrNull = (value: bigint | null): IpAddress | null => (value === null ? null : { family: 4, value })

function readDotted(text: string): bigint | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return null
  let value = 0
  for (const part of match.slice(1)) {
    if ((part.length > 1 && part.startsWith('0')) || Number(part) > 255) return null
    value = value * 256 + Number(part)
  }
  return BigInt(value)
}

/** Reads eight groups of hexadecimal, of which "::" stands for one or more that are zero. */
function readGroups(text: string): bigint | null {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return null
  const left = readHalf(head, tail === undefined)
  const right = tail === undefined ? [] : readHalf(tail, true)
  if (left === null || right === null) return null
  const missing = 8 - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  const groups = [...left, ...new Array<number>(missing).fill(0), ...right]
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n)
}

/** The groups of one side of "::". Only the end of an address may be dotted. */
function readHalf(text: string, isEnd: boolean): number[] | null {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [at, part] of parts.entries()) {
    const dotted = isEnd && at === parts.length - 1 ? readDotted(part) : null
    if (dotted !== null) groups.push(Number(dotted >> 16n), Number(dotted & 0xffffn))
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}

/** The canonical text (RFC 5952): the same address always has the same one. */
export function formatIpAddress(address: IpAddress): string {
  return address.family === 4 ? formatDotted(Number(address.value)) : formatGroups(address.value)
}

const formatDotted = (value: number) =>
  `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`

function formatGroups(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(112 - 16 * at)) & 0xffffn))
  const text = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  const { from, length } = longestZeros(groups)
  return length < 2 ? text(0, 8) : `${text(0, from)}::${text(from + length, 8)}`
}

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly number[]): { from: number; length: number } {
  let best = { from: 0, length: 0 }
  let run = { from: 0, length: 0 }
  for (const [at, group] of groups.entries()) {
    run = group === 0 ? { from: run.from, length: run.length + 1 } : { from: at + 1, length: 0 }
    if (run.length > best.length) best = run
  }
  return best
}

/** Orders addresses: IPv4 before IPv6, then by number. Negative, zero or positive, for sort(). */
export function compareIpAddresses(a: IpAddress, b: IpAddress): number {
  if (a.family !== b.family) return a.family - b.family
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0
}
