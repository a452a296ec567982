import { isIP, isIPv6 } from 'node:net'

export interface ClientQuestion {
  /** Address of the socket; null where there is no socket. */
  readonly socketAddress: string | null
  /** The X-Forwarded-For header: each proxy appends whom it got the request from. */
  readonly forwardedFor: string | null
  /** How many proxies of ours stand in front. */
  readonly trustedProxies: number
}

/**
 * Who asks, as a name for counting: an IPv4 address, or the /64 of an IPv6 one, for a subscriber owns all of that. Behind n
 * proxies it is the n-th entry from the right: further left is what the client itself may have written. Where that
 * entry is missing or is no address, it is the socket's: such requests share one name rather than have none.
 */
export function clientAddress({ socketAddress, forwardedFor, trustedProxies }: ClientQuestion): string {
  const entries = forwardedFor?.split(',') ?? []
  const entry = trustedProxies === 0 ? undefined : entries.at(-trustedProxies)
  return networkOf(withoutPort(entry?.trim() ?? '')) ?? networkOf(socketAddress ?? '') ?? 'unknown'
}

/** Some proxies write the port too: 192.0.2.1:1234, [2001:db8::1]:1234. */
function withoutPort(text: string): string {
  const [, bracketed, plain] = /^\[([^\]]+)\](?::\d+)?$|^([^:]+):\d+$/.exec(text) ?? []
  return bracketed ?? plain ?? text
}

function networkOf(text: string): string | null {
  if (isIP(text) === 0) return null
  if (!isIPv6(text)) return text
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text) ?? []
  return mapped ?? `${firstGroups(text).join(':')}::/64`
}

/** The first four of its eight groups, in one way of writing. */
function firstGroups(address: string): readonly string[] {
  const [plain = ''] = address.split('%')
  const [head = '', tail] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  // An IPv4 address at the end stands for two groups.
  const written = before.length + after.length + (plain.includes('.') ? 1 : 0)
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - written }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
}
