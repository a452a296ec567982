import type { LeaseRef } from '../../src/agent/model/lease-ref.ts'
import { type PortWish, portKey } from '../../src/agent/model/port-wish.ts'
import { leaseNamespace } from '../../src/agent/stock/lease-namespace.ts'
import { portServiceName } from '../../src/agent/stock/port-service-name.ts'
import type { World } from './world.ts'

/** What an agent may not know yet: lists are a minute old at most, and a decision is done half a minute later at most. */
export const UNSEEN_MS = 100_000

interface Entry {
  isThere: boolean
  /** Since when it is there, or not. */
  sinceMs: number
  /** When it vanished; a return that was too short to be seen does not count. */
  goneMs: number
}

type Port = Pick<PortWish, 'lease' | 'service' | 'externalPort' | 'protocol'>

/** Who wished for what, and since when: of endpoints, of Services' places, of numbers. */
export class WishHistory {
  readonly #world: World
  readonly #entries = new Map<string, Entry>()
  readonly #places = new WeakMap<Port, string>()

  constructor(world: World) {
    this.#world = world
  }

  /** To be called when wishes have changed. */
  refresh(): void {
    const names = new Set<string>()
    for (const name of this.#names()) names.add(name)
    const { nowMs } = this.#world
    for (const name of names)
      if (!this.#entries.has(name)) this.#entries.set(name, { isThere: false, sinceMs: nowMs, goneMs: nowMs })
    for (const [name, entry] of this.#entries) {
      if (entry.isThere === names.has(name)) continue
      if (entry.isThere && nowMs - entry.sinceMs > UNSEEN_MS) entry.goneMs = nowMs
      entry.isThere = !entry.isThere
      entry.sinceMs = nowMs
    }
  }

  /** It is wished, and the agent must know it. */
  isKnown(name: string): boolean {
    const entry = this.#entries.get(name)
    return entry?.isThere === true && this.#world.nowMs - entry.sinceMs > UNSEEN_MS
  }

  /** For how long it has been wished by nobody; Infinity: it never was. */
  goneForMs(name: string): number {
    const entry = this.#entries.get(name)
    return entry === undefined ? Number.POSITIVE_INFINITY : this.#world.nowMs - entry.goneMs
  }

  /** Whether an agent may think that the number of that place belongs to another place, another endpoint, or is closed. */
  isGivenAway(key: string, number: string, place: string): boolean {
    for (const [name, entry] of this.#entries) {
      if (!entry.isThere && this.#world.nowMs - entry.sinceMs > UNSEEN_MS) continue
      const [whose, what, where] = name.split(' ')
      if (whose === key && what === number && where !== place) return true
      if (where === place && whose !== key) return true
    }
    return false
  }

  *#names(): Iterable<string> {
    const { plips, overrides } = this.#world
    for (const wish of plips.values()) {
      const override = overrides.get(wish.sharingKey)
      const isReplaced =
        override?.ports.some((port) => portKey(port) === portKey(wish)) ||
        override?.closed.includes(portKey(wish))
      if (isReplaced !== true) yield* this.#portNames(wish.sharingKey, wish)
    }
    for (const { sharingKey, ports, closed } of overrides.values()) {
      for (const port of ports) yield* this.#portNames(sharingKey, port)
      for (const number of closed) yield `${sharingKey} ${number} closed`
    }
  }

  *#portNames(key: string, port: Port): Iterable<string> {
    const place = this.#places.get(port) ?? placeOf(port)
    this.#places.set(port, place)
    yield key
    yield place
    yield `${key} ${portKey(port)} ${place}`
  }
}

const placeOf = (port: Port & { readonly lease: LeaseRef }) =>
  `${leaseNamespace(port.lease)}/${portServiceName(port)}`
