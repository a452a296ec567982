import type { LeaseRef } from '#agent/model/lease-ref.ts'
import type { Wanted } from './checker/scenario-log.ts'

/** One thing that tenants, their provider or the chain do. */
export type Step =
  /** A lease begins on the chain, and the provider deploys it. */
  | { readonly kind: 'open'; readonly lease: LeaseRef; readonly wishes: readonly Wanted[] }
  /** The provider rewrites ProviderLeasedIPs in place: new ports in the pods, or (a migration) another lease. */
  | { readonly kind: 'rewrite'; readonly wishes: readonly Wanted[] }
  /** A port gets another number. */
  | { readonly kind: 'exchange'; readonly gone: Wanted; readonly made: Wanted }
  /** The owner keeps the address of an endpoint by an override. */
  | { readonly kind: 'hold'; readonly owner: string; readonly endpoint: string; readonly sharingKey: string }
  /** A lease ends; which is seen first, the chain's word or that wishes and namespace go, is open. */
  | {
      readonly kind: 'close'
      readonly lease: LeaseRef
      readonly wishes: readonly Wanted[]
      readonly first: 'chain' | 'cluster'
      readonly betweenMs: number
    }
  /** Wishes and namespace go, and the lease goes on. */
  | { readonly kind: 'vanish'; readonly lease: LeaseRef; readonly wishes: readonly Wanted[] }
  /** Somebody makes a LoadBalancer Service that has nothing to do with leases. */
  | { readonly kind: 'bystander'; readonly name: string }

/** Steps that follow on each other; lanes go on side by side. */
export type Lane = readonly Step[]

export type Killed = 'metallb' | 'apiserver' | 'operator'

export interface Phase {
  readonly name: string
  readonly lanes: readonly Lane[]
  /** Who is killed and started again when this share of the steps is done. */
  readonly kills: readonly { readonly what: Killed; readonly after: number }[]
}

export interface Scenario {
  readonly seed: string
  /** Whose leases they are. */
  readonly provider: string
  readonly phases: readonly Phase[]
  /** Addresses that all of it needs at most, whoever is in quarantine. */
  readonly addresses: number
}
