import { type AddressRange, isBuggyAddress } from '#domain/address-range.ts'
import { formatIpAddress, type IpAddress } from '#domain/ip-address.ts'
import type { Pool } from './pool.ts'

/**
 * Finds the lowest address of a range that nobody holds without looking at all below it each time: per range it
 * remembers where the held ones end.
 */
export class FreeAddresses {
  /** Of each range of each pool: every address below this value is held. */
  readonly #from = new Map<AddressRange, bigint>()
  readonly #isHeld: (text: string) => boolean

  /** `isHeld` is asked with canonical texts. */
  constructor(isHeld: (text: string) => boolean) {
    this.#isHeld = isHeld
  }

  lowest(pool: Pool, range: AddressRange): IpAddress | null {
    const family = range.family
    for (let value = this.#from.get(range) ?? range.first; value <= range.last; value += 1n) {
      const address = { family, value }
      if (pool.avoidBuggyIPs && isBuggyAddress(address)) continue
      if (this.#isHeld(formatIpAddress(address))) continue
      this.#from.set(range, value)
      return address
    }
    this.#from.set(range, range.last + 1n)
    return null
  }

  /** To be called when nobody holds an address any more. */
  release({ family, value }: IpAddress): void {
    for (const [range, from] of this.#from)
      if (range.family === family && range.first <= value && value < from) this.#from.set(range, value)
  }

  /** Forgets the ranges of a configuration that is gone. */
  clear(): void {
    this.#from.clear()
  }
}
