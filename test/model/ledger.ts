import { parseIpAddress } from '#domain/ip-address.ts'
import type { Service } from '../../src/agent/kube/kube-objects.ts'
import { type LeaseRef, leaseRefKey } from '../../src/agent/model/lease-ref.ts'
import type { ObservedService } from '../../src/agent/model/observed-service.ts'
import { readService } from '../../src/agent/object/read-service.ts'
import { holds } from '../../src/devnet/cluster/metallb/pool.ts'
import { endpointOf, nameOf } from './service-names.ts'
import type { World } from './world.ts'
import { AGENT_NAMESPACE } from './write.ts'

/** What is owed to an endpoint. */
interface Debt {
  /** The address that its anchor got last; null: none since it was given up. */
  address: string | null
  /** The address that its tenant was told of. */
  told: string | null
  /** Leases that had a port Service. */
  readonly users: Map<string, LeaseRef>
  /** When its anchor went into quarantine; null: it is not there. */
  quarantinedMs: number | null
  /** A change of the pools took the address from the anchor, and it is not back. */
  isLost: boolean
}

/** Sees every change of every Service, and keeps account of what is owed to whom. */
export class Ledger {
  /** Addresses that endpoints got. */
  promises = 0
  /** An anchor that goes now goes by the agent's will. */
  isReleasing = false
  readonly #world: World
  readonly #accuse: (words: string) => void
  readonly #debts = new Map<string, Debt>()
  readonly #read = new WeakMap<Service, ObservedService>()
  /** By address: the endpoint, or the neighbour, that had it last. */
  readonly #lastHolder = new Map<string, string>()

  constructor(world: World, accuse: (words: string) => void) {
    this.#world = world
    this.#accuse = accuse
    world.listen((before, after) => this.#changed(before, after))
  }

  #changed(before: Service | null, after: Service | null): void {
    const old = before === null ? null : this.observe(before)
    const now = after === null ? null : this.observe(after)
    if (now !== null && now.address !== null && now.address !== old?.address) this.#gained(now, now.address)
    if (now?.role === 'anchor' || old?.role === 'anchor') this.#anchorChanged(old, now)
    const key = now?.role === 'port' ? endpointOf(now) : null
    if (now?.lease != null && key !== null) this.debt(key).users.set(leaseRefKey(now.lease), now.lease)
  }

  /** An address that somebody gets must not be another's. */
  #gained(now: ObservedService, address: string): void {
    const who = nameOf(now)
    const last = this.#lastHolder.get(address)
    this.#lastHolder.set(address, who)
    // Where nobody asked for it, it is MetalLB that chose: in its first pass it gives away what it has not looked at yet.
    if (now.pin !== address) return
    for (const service of this.#world.services.values()) {
      const other = this.observe(service)
      if (other.address === address && nameOf(other) !== who)
        this.#accuse(`${address} is at ${who} and at ${nameOf(other)}`)
    }
    const debt = last === undefined || last === who ? undefined : this.#debts.get(last)
    if (debt?.address === address && !debt.isLost)
      this.#accuse(`${who} gets ${address}, which is promised to ${last}`)
  }

  #anchorChanged(old: ObservedService | null, now: ObservedService | null): void {
    const key = now?.anchor?.sharingKey ?? old?.anchor?.sharingKey
    if (key === undefined) return
    if (now === null) {
      if (this.isReleasing) this.#forget(key)
      return
    }
    const debt = this.debt(key)
    if (old === null) this.#begin(key, debt)
    if (old?.address != null && now.address === null) this.#lost(key, old.address, debt)
    if (now.address !== null) this.#promised(key, now.address, debt)
    const isQuarantined = now.anchor?.state === 'quarantined'
    if (!isQuarantined) debt.quarantinedMs = null
    else if (old?.anchor?.state !== 'quarantined') debt.quarantinedMs = this.#world.nowMs
  }

  /** Before its anchor nobody owes anything to those who have left. */
  #begin(key: string, debt: Debt): void {
    debt.users.clear()
    for (const service of this.#world.services.values()) {
      const { role, lease, sharingKey } = this.observe(service)
      if (role === 'port' && lease !== null && sharingKey === key) debt.users.set(leaseRefKey(lease), lease)
    }
  }

  #forget(key: string): void {
    this.#debts.delete(key)
    for (const [address, holder] of this.#lastHolder) if (holder === key) this.#lastHolder.delete(address)
  }

  #lost(key: string, address: string, debt: Debt): void {
    debt.isLost = true
    const pools = [...this.#world.metallb.pools.values()]
    // Whoever has it now got it by MetalLB's own choice, or was accused for it.
    if (this.#lastHolder.get(address) !== key) return
    if (pools.some((pool) => pool.allocation === null && holds(pool, parseIpAddress(address))))
      this.#accuse(`the anchor of ${key} loses ${address}, which is in a pool`)
  }

  #promised(key: string, address: string, debt: Debt): void {
    if (debt.address === null) this.promises += 1
    if (debt.told !== null && debt.told !== address)
      this.#accuse(`the address of ${key} changes from ${debt.told} to ${address}`)
    debt.address = address
    debt.isLost = false
  }

  /** Whether an address cannot come back: somebody else has it, or MetalLB thinks that a Service has it that is gone. */
  isGone(key: string, address: string): boolean {
    const isLeaking = this.#world.metallb.holders().some((holder) => !this.#world.services.has(holder))
    return isLeaking || this.#lastHolder.get(address) !== key
  }

  debt(key: string): Debt {
    const known = this.#debts.get(key) ?? {
      address: null,
      told: null,
      users: new Map(),
      quarantinedMs: null,
      isLost: false,
    }
    this.#debts.set(key, known)
    return known
  }

  observe(service: Service): ObservedService {
    const known = this.#read.get(service) ?? readService(service, AGENT_NAMESPACE)
    this.#read.set(service, known)
    return known
  }
}
