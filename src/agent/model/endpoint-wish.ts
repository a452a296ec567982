import type { PortWish, WishSource } from './port-wish.ts'

/** What a LeasedIPOverride asks for one endpoint beyond what the manifest says. */
export interface EndpointWish {
  readonly owner: string
  readonly sharingKey: string
  /** This address and no other; null: any. Canonical text. */
  readonly address: string | null
  /** Keep the address until then although no lease uses it; null: no hold. */
  readonly holdUntil: Date | null
  /** Ports that stand in the place of the manifest's for the same protocol and number, or beside them. */
  readonly ports: readonly Pick<PortWish, 'lease' | 'service' | 'externalPort' | 'port' | 'protocol'>[]
  /** Ports of the manifest that shall stay closed: "TCP/80". */
  readonly closed: readonly string[]
  readonly source: WishSource
}
