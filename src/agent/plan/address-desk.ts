import { type AddressRange, containsAddress, isBuggyAddress } from '#domain/address-range.ts'
import { formatIpAddress, type IpAddress } from '#domain/ip-address.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import type { ObservedService } from '../model/observed-service.ts'
import type { PlanOptions } from './plan-options.ts'
import type { Survey } from './survey.ts'
import { compareTexts } from './waiting-order.ts'

/** Who is in the way of an address. */
export type Taken =
  | { readonly by: 'service'; readonly service: ObservedService }
  /** Given to another endpoint by this plan, or being given by somebody. */
  | { readonly by: 'plan' }

/** Gives addresses out, each once; what a plan gives is taken for the rest of it. */
export class AddressDesk {
  readonly #pools: readonly ObservedPool[]
  readonly #survey: Survey
  readonly #options: PlanOptions
  readonly #given = new Set<string>()
  /** Of each range: everything below is taken. */
  readonly #from = new Map<AddressRange, bigint>()

  constructor(pools: readonly ObservedPool[], survey: Survey, options: PlanOptions) {
    this.#pools = pools.filter(isOpen).sort((a, b) => compareTexts(a.name, b.name))
    this.#survey = survey
    this.#options = options
  }

  /** Whether any pool is there to be given from. */
  get hasPools(): boolean {
    return this.#pools.length > 0
  }

  give(address: string): void {
    this.#given.add(address)
  }

  /** Null: free for that endpoint. */
  takenFor(key: string, address: string): Taken | null {
    const others = this.#survey.holdersOf(address)
    const service = others.find((holder) => this.#survey.keyOf(holder) !== key)
    if (service !== undefined) return { by: 'service', service }
    return this.#isGiven(address) ? { by: 'plan' } : null
  }

  isAvoided = (key: string, address: string) => this.#options.avoid?.get(key)?.has(address) === true

  /** The first address that nobody has or waits for, IPv4 first, other than `except`; null: there is none. */
  firstFree(key: string, except: string | null): string | null {
    for (const family of [4, 6] as const)
      for (const pool of this.#pools)
        for (const range of pool.ranges) {
          const found = range.family === family ? this.#firstIn(pool, range, { key, except }) : null
          if (found !== null) return found
        }
    return null
  }

  #isGiven = (address: string) => this.#given.has(address) || this.#options.reserved?.has(address) === true

  #firstIn(pool: ObservedPool, range: AddressRange, who: { key: string; except: string | null }) {
    let value = this.#from.get(range) ?? range.first
    let isStart = true
    while (value <= range.last) {
      const free = this.#freeAt(pool, { family: range.family, value })
      if (typeof free === 'bigint') value = free
      else {
        if (isStart) this.#from.set(range, value)
        if (free !== who.except && !this.isAvoided(who.key, free)) return free
        isStart = false
        value += 1n
      }
    }
    if (isStart) this.#from.set(range, value)
    return null
  }

  /** Its text where nobody has it; else the next number that could be free. */
  #freeAt(pool: ObservedPool, address: IpAddress): string | bigint {
    const cordon = pool.cordoned.find((range) => containsAddress(range, address))
    if (cordon !== undefined) return cordon.last + 1n
    const next = address.value + 1n
    if (pool.avoidBuggyIps && isBuggyAddress(address)) return next
    const text = formatIpAddress(address)
    return this.#survey.holdersOf(text).length > 0 || this.#isGiven(text) ? next : text
  }
}

const isOpen = ({ autoAssign, restricted }: ObservedPool) => autoAssign && !restricted
