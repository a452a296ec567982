import { type Coin, coinFromScaled } from '#domain/coin.ts'
import type { DeploymentId } from '#domain/ids.ts'
import { type Escrow, escrowStates } from '#domain/record.ts'
import { type Account, type Balance, EscrowState } from '../wire/generated/akash_escrow.generated.ts'
import { denomOf } from './attributes.ts'
import { safeNumber, stateOf } from './scalar.ts'

const escrowStateOf = new Map(escrowStates.map((state) => [EscrowState[`escrow_${state}`], state]))

/** Null where the chain has no account, as for the oldest deployments. Throws UNDECODABLE. */
export function escrowRecord(id: DeploymentId, account: Account | undefined): Escrow | null {
  if (account?.state === undefined) return null
  const { state, settledAt, funds } = account.state
  return {
    kind: 'escrow',
    id,
    state: stateOf(escrowStateOf, state, 'escrow account'),
    settledHeight: safeNumber(settledAt, 'settled_at'),
    funds: funds.map(coinOf),
  }
}

const coinOf = ({ denom, amount }: Balance): Coin => coinFromScaled(denomOf(denom), amount)
