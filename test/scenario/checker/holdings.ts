import type { SeenService, ServiceChange } from './scenario-log.ts'

/** Which Services there are, and who holds which address by them. */
export class Holdings {
  readonly #services = new Map<string, SeenService>()
  readonly #byHolder = new Map<string, Map<string, SeenService>>()
  /** Of each address the Services that have it. */
  readonly #byAddress = new Map<string, Map<string, SeenService>>()

  /** Takes a change over. Answers what the Service was before, or why this cannot follow what was known. */
  take({
    type,
    service,
  }: ServiceChange): { readonly before: SeenService | null } | { readonly fault: string } {
    const before = this.#services.get(service.uid) ?? null
    if ((type === 'ADDED') !== (before === null))
      return {
        fault: `${type} of ${service.namespace}/${service.name}, which was ${before === null ? 'not ' : ''}there`,
      }
    if (before !== null) this.#remove(before)
    if (type !== 'DELETED') this.#add(service)
    return { before }
  }

  get services(): Iterable<SeenService> {
    return this.#services.values()
  }

  of(holder: string): readonly SeenService[] {
    return [...(this.#byHolder.get(holder)?.values() ?? [])]
  }

  /** Whom an address is held for, by the Services that have it. */
  holders(address: string): ReadonlySet<string> {
    return new Set([...(this.#byAddress.get(address)?.values() ?? [])].map(({ holder }) => holder))
  }

  #add(service: SeenService): void {
    this.#services.set(service.uid, service)
    entry(this.#byHolder, service.holder).set(service.uid, service)
    for (const address of service.addresses) entry(this.#byAddress, address).set(service.uid, service)
  }

  #remove({ uid, holder, addresses }: SeenService): void {
    this.#services.delete(uid)
    this.#byHolder.get(holder)?.delete(uid)
    for (const address of addresses) this.#byAddress.get(address)?.delete(uid)
  }
}

function entry(maps: Map<string, Map<string, SeenService>>, key: string): Map<string, SeenService> {
  const known = maps.get(key)
  if (known !== undefined) return known
  const made = new Map<string, SeenService>()
  maps.set(key, made)
  return made
}
