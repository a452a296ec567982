import type { CloseReason } from '#domain/record.ts'
import { LeaseClosedReason } from '../wire/generated/akash_market.generated.ts'

const names: Readonly<Record<Exclude<keyof typeof LeaseClosedReason, 'lease_closed_invalid'>, CloseReason>> =
  {
    lease_closed_owner: 'owner',
    lease_closed_reason_unstable: 'unstable',
    lease_closed_reason_decommission: 'decommission',
    lease_closed_reason_unspecified: 'unspecified',
    lease_closed_reason_manifest_timeout: 'manifest_timeout',
    lease_closed_reason_insufficient_funds: 'insufficient_funds',
  }
const byName = new Map<string, CloseReason>(Object.entries(names))
const byNumber = new Map<number, CloseReason>(
  Object.entries(LeaseClosedReason).map(([name, number]) => [number, byName.get(name) ?? 'unknown']),
)

/** The protobuf name of the enum value, as events carry it. */
export const closeReasonFromName = (name: string): CloseReason => byName.get(name) ?? 'unknown'

/** The number, as chain state carries it. */
export const closeReasonFromNumber = (number: number): CloseReason => byNumber.get(number) ?? 'unknown'
