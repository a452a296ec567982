import { formatIpAddress, type IpAddress, type IpFamily } from '#domain/ip-address.ts'
import { type PortHolding, type ServicePort, sharingRefusal } from '#domain/sharing.ts'

/** Who wants, or got, addresses. */
export interface Claim {
  /** "namespace/name". */
  readonly service: string
  readonly sharingKey: string
  readonly backendKey: string
  readonly ports: readonly ServicePort[]
}

export interface Grant {
  readonly claim: Claim
  readonly pool: string
  readonly addresses: readonly IpAddress[]
}

/** Everything that is given out, with the ways in which the allocator looks for it. */
export class Holdings {
  readonly #grants = new Map<string, Grant>()
  readonly #onAddress = new Map<string, PortHolding[]>()
  /** Addresses whose holders have that key and those backends. */
  readonly #sharers = new Map<string, Map<string, IpAddress>>()
  readonly #counts = new Map<string, Record<IpFamily, number>>()

  grantOf = (service: string): Grant | undefined => this.#grants.get(service)
  grants = (): Grant[] => [...this.#grants.values()]
  isHeld = (text: string): boolean => this.#onAddress.has(text)
  holdersOf = (text: string): readonly PortHolding[] => this.#onAddress.get(text) ?? []

  /** How many distinct addresses of a pool are held. */
  countOf = (pool: string, family: IpFamily): number => this.#counts.get(pool)?.[family] ?? 0

  /** Addresses that a claim could share by its keys. */
  sharedBy(claim: Claim): Iterable<IpAddress> {
    return claim.sharingKey === '' ? [] : (this.#sharers.get(shareOf(claim))?.values() ?? [])
  }

  /** Why a claim cannot have an address; null: it can. */
  refusal(claim: Claim, address: IpAddress): string | null {
    const text = formatIpAddress(address)
    const held = this.#onAddress.get(text)
    return held === undefined ? null : sharingRefusal(held, { ...claim, address: text })
  }

  add(grant: Grant): void {
    this.#grants.set(grant.claim.service, grant)
    for (const address of grant.addresses) {
      const text = formatIpAddress(address)
      const held = this.#onAddress.get(text)
      if (held === undefined) this.#count(grant.pool, address, 1)
      this.#onAddress.set(text, [...(held ?? []), { ...grant.claim, address: text }])
      const share = shareOf(grant.claim)
      const sharers = this.#sharers.get(share) ?? new Map<string, IpAddress>()
      this.#sharers.set(share, sharers.set(text, address))
    }
  }

  /** Takes back what a Service has; answers the addresses that nobody holds any more. */
  remove(service: string): IpAddress[] {
    const grant = this.#grants.get(service)
    if (grant === undefined) return []
    this.#grants.delete(service)
    return grant.addresses.filter((address) => this.#leave(grant, address))
  }

  clear(): void {
    for (const map of [this.#grants, this.#onAddress, this.#sharers, this.#counts]) map.clear()
  }

  #leave(grant: Grant, address: IpAddress): boolean {
    const text = formatIpAddress(address)
    const left = this.holdersOf(text).filter((holding) => holding.service !== grant.claim.service)
    if (left.length > 0) {
      this.#onAddress.set(text, left)
      return false
    }
    this.#onAddress.delete(text)
    this.#count(grant.pool, address, -1)
    const share = shareOf(grant.claim)
    const sharers = this.#sharers.get(share)
    sharers?.delete(text)
    if (sharers?.size === 0) this.#sharers.delete(share)
    return true
  }

  #count(pool: string, address: IpAddress, by: 1 | -1): void {
    const counts = this.#counts.get(pool) ?? { 4: 0, 6: 0 }
    counts[address.family] += by
    this.#counts.set(pool, counts)
  }
}

const shareOf = (claim: Claim) => `${claim.sharingKey}\n${claim.backendKey}`
