import type { AddressRange } from '#domain/address-range.ts'

/** An IPAddressPool of MetalLB, read into what decides. */
export interface ObservedPool {
  readonly name: string
  readonly uid: string
  readonly ranges: readonly AddressRange[]
  readonly autoAssign: boolean
  readonly avoidBuggyIps: boolean
  /** Whether `serviceAllocation` keeps it for some Services: the agent takes it only when its namespace is among them. */
  readonly restricted: boolean
  /** Addresses that are not given to anybody new. */
  readonly cordoned: readonly AddressRange[]
  /** From status (MetalLB ≥ 0.15) or metrics; null: neither says. Distinct addresses. */
  readonly counts: { readonly assigned: bigint; readonly available: bigint } | null
}
