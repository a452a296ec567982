import type { LeaseRef } from './lease-ref.ts'

export const protocols = ['TCP', 'UDP'] as const
export type Protocol = (typeof protocols)[number]

/** The object that a wish was read from. */
export interface WishSource {
  readonly kind: 'ProviderLeasedIP' | 'LeasedIPOverride'
  readonly namespace: string
  readonly name: string
  readonly uid: string
  /** Who has waited longest comes first; absent: unknown. */
  readonly createdAt?: Date
}

/** One port that shall be open on the leased IP of an endpoint. */
export interface PortWish {
  readonly lease: LeaseRef
  /** The SDL's service whose pods answer. */
  readonly service: string
  /** 1 to 65535, on the leased IP. */
  readonly externalPort: number
  /** 1 to 65535, in the pod. */
  readonly port: number
  readonly protocol: Protocol
  /** "<owner>-ip-<endpoint>": names the endpoint on the whole provider. */
  readonly sharingKey: string
  readonly source: WishSource
}

/** Unique among the open ports of one address. */
export const portKey = (port: Pick<PortWish, 'protocol' | 'externalPort'>) =>
  `${port.protocol}/${port.externalPort}`
