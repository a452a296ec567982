import type { Action } from '../model/action.ts'
import { addressTaken } from './steps.ts'

/** After a write whose answer was lost its address may be taken: until the list that was asked for has come. */
const DOUBT_MS = 10_000
/** An address that MetalLB refused to an endpoint may be leaked: that lasts until its next restart. */
const AVOID_MS = 10 * 60_000

/** Addresses that are on their way to an endpoint, and those that it had better not be given. Times are monotonic. */
export class AddressBook {
  readonly #reserved = new Map<
    string,
    { readonly addresses: ReadonlySet<string>; readonly untilMs: number }
  >()
  readonly #avoided = new Map<string, Map<string, number>>()

  /** Before the writes: nobody else is given these addresses. */
  begin(key: string, actions: readonly Action[]): void {
    const addresses = new Set(actions.map(addressTaken).filter((address) => address !== null))
    if (addresses.size > 0) this.#reserved.set(key, { addresses, untilMs: Number.POSITIVE_INFINITY })
  }

  /** Nothing is written for it any more. */
  done(key: string): void {
    this.#reserved.delete(key)
  }

  /** A write was answered: views show the address, and whose it is. */
  shown(key: string, address: string): void {
    const held = this.#reserved.get(key)
    if (held === undefined) return
    const addresses = new Set([...held.addresses].filter((each) => each !== address))
    this.#reserved.set(key, { ...held, addresses })
  }

  /** A write failed, and may have happened. */
  doubt(key: string, nowMs: number): void {
    const held = this.#reserved.get(key)
    if (held !== undefined) this.#reserved.set(key, { ...held, untilMs: nowMs + DOUBT_MS })
  }

  /** MetalLB did not give that address to that endpoint. */
  refused(key: string, address: string, nowMs: number): void {
    const own = this.#avoided.get(key) ?? new Map<string, number>()
    this.#avoided.set(key, own.set(address, nowMs + AVOID_MS))
  }

  reserved(nowMs: number): ReadonlySet<string> {
    for (const [key, { untilMs }] of this.#reserved) if (untilMs <= nowMs) this.#reserved.delete(key)
    return new Set([...this.#reserved.values()].flatMap(({ addresses }) => [...addresses]))
  }

  avoided(nowMs: number): ReadonlyMap<string, ReadonlySet<string>> {
    for (const [key, own] of this.#avoided) {
      for (const [address, untilMs] of own) if (untilMs <= nowMs) own.delete(address)
      if (own.size === 0) this.#avoided.delete(key)
    }
    return new Map([...this.#avoided].map(([key, own]) => [key, new Set(own.keys())]))
  }
}
