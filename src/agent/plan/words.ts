import type { Pending } from '../model/verdict.ts'
import type { Taken } from './address-desk.ts'
import { placeKey } from './endpoint.ts'
import type { Survey } from './survey.ts'

/** Who has an address, for tenants of others: the name of an endpoint says whose it is, so it is not told. */
export function holderWords(taken: Taken, survey: Survey): string {
  if (taken.by === 'plan') return 'another endpoint that is just getting it'
  const { service } = taken
  return survey.keyOf(service) === null ? `the Service ${placeKey(service)}` : 'another endpoint'
}

export const stale = (what: string): Pending => ({
  reason: 'CLUSTER_STALE',
  message: `${what} waits until the lists of the cluster are proved current`,
})

export const holdQuota = (max: number): Pending => ({
  reason: 'HOLD_QUOTA',
  message: `the owner already holds ${max} addresses, which is the most allowed`,
})
