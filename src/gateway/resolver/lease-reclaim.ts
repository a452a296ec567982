import type { LeaseReclaimResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

export const leaseReclaim: LeaseReclaimResolvers = {
  startedHeight: (parent) => parent.startedHeight,
  startedAt: (parent, _args, { loaders }) => loaders.blockTime.load(parent.startedHeight),
  deadline: (parent) => dateOfSecond(parent.deadline),
  reason: (parent) => upper(parent.reason),
}

/** Null where there is none, or no calendar has it. */
function dateOfSecond(second: number | null): Date | null {
  const date = new Date(second === null ? Number.NaN : second * 1000)
  return Number.isNaN(date.getTime()) ? null : date
}
