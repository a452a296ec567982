import type { LeaseRef } from '#agent/model/lease-ref.ts'
import type { KubeConfig } from '../contract/kube-api.ts'
import type { Killed } from './steps.ts'

/** A cluster with somebody who serves its leased IPs, and a chain. */
export interface World {
  readonly config: KubeConfig
  /** Makes the chain say this of a lease. */
  setLease(lease: LeaseRef, word: 'active' | 'ended'): void
  /** SIGKILL; resolves when it runs again. */
  kill(what: Killed): Promise<void>
}
