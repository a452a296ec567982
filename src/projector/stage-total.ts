import type { ChainRecord } from '#domain/record.ts'
import { recordKey } from '#domain/record.ts'

/** The characters of a bech32 address in byte order (BIP-173); lists of chain state are sorted by address. */
const SORTED = [...'qpzry9x8gf2tvdw0s3jn54khce6mua7l'].sort()
const PREFIX = 'akash1'.length
const DIGITS = 5

/**
 * How many records a list holds in all. The chain does not say, but its lists are in order of addresses,
 * and addresses are hashes: the last address of a page tells how much of the list lies behind it.
 * An estimate; at least `done`.
 */
export function estimateTotal(done: number, last: ChainRecord | undefined): number {
  if (last === undefined) return done
  const fraction = addressFraction(recordKey(last))
  return fraction <= 0 ? done : Math.max(done, Math.round(done / fraction))
}

/** Where an address stands among all addresses: 0 for the first, 1 for the last. */
function addressFraction(key: string): number {
  const digits = [...key.slice(PREFIX, PREFIX + DIGITS)].map((char) => Math.max(0, SORTED.indexOf(char)))
  return digits.reduce((sum, digit, index) => sum + digit / SORTED.length ** (index + 1), 0)
}
