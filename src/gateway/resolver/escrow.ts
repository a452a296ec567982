import { paidUntil, spendingOf } from '#domain/escrow.ts'
import { expectedTime } from '#domain/expected-time.ts'
import type { DeploymentRow } from '#store/query/deployments-by-key.ts'
import type { EscrowRow } from '#store/query/escrow-of-deployments.ts'
import type { Context } from '../context.ts'
import { blockRateOf } from '../freshness.ts'
import type { EscrowResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

const UINT64_MAX = 2n ** 64n - 1n

export const escrow: EscrowResolvers = {
  state: (row) => upper(row.state),
  funds: (row) => row.funds,
  settledHeight: (row) => row.settledHeight,
  spending: async (row, _args, { loaders }) => spendingOf(await loaders.chargesOfDeployment.load(row.key)),
  lastsUntilHeight: (row, _args, context) => lastHeight(context, row),
  lastsUntil: async (row, _args, context) => lastTime(context, await lastHeight(context, row)),
  evidence: (row) => row.evidence,
}

/**
 * The account of a deployment; null where what is stored cannot be told as it is: the leases that it pays for are not
 * read yet, or the deployment, and the account with it, was closed after the reading.
 */
export async function escrowOf({ head, loaders }: Context, { key, state }: DeploymentRow) {
  if (head?.activeComplete !== true) return null
  const row = await loaders.escrowOfDeployment.load(key)
  return state === 'closed' && row?.state === 'open' ? null : row
}

async function lastHeight({ loaders }: Context, row: EscrowRow): Promise<bigint | null> {
  const height = paidUntil(row, await loaders.chargesOfDeployment.load(row.key))
  return height === null || height > UINT64_MAX ? null : height
}

async function lastTime({ head, loaders }: Context, height: bigint | null): Promise<Date | null> {
  const [rate, known] = [blockRateOf(head), head?.height ?? null]
  if (height === null || known === null || !head?.time) return null
  const time = height < BigInt(known) ? await loaders.blockTime.load(Number(height)) : null
  return time ?? (rate === null ? null : expectedTime(height, { height: known, time: head.time }, rate))
}
