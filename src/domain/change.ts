/** What the feed tells, and in which order within one height (the order of this list). */
export const changeKinds = [
  'PROVIDER_CREATED',
  'PROVIDER_UPDATED',
  'DEPLOYMENT_CREATED',
  'DEPLOYMENT_UPDATED',
  'ORDER_CREATED',
  'BID_CREATED',
  'LEASE_CREATED',
  'LEASE_RECLAIM_STARTED',
  'LEASE_PRICE_CHANGED',
  'LEASE_CLOSED',
  'BID_CLOSED',
  'ORDER_CLOSED',
  'DEPLOYMENT_CLOSED',
] as const
export type ChangeKind = (typeof changeKinds)[number]

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/**
 * One thing that happened to one subject at one height. `subject` is the record's key; its kind is in
 * the change's kind. `before` and `after` are functions of the chain's facts, so that the same change
 * has the same bytes whichever way we learnt of it; null where there was nothing.
 */
export interface Change {
  readonly kind: ChangeKind
  readonly subject: string
  readonly height: number
  readonly before: Json
  readonly after: Json
}
