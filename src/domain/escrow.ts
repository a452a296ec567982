import type { Coin } from './coin.ts'
import { decimalFromScaled, scaledFromDecimal } from './decimal.ts'
import type { Price } from './price.ts'
import type { Escrow } from './record.ts'

/** A lease that an account pays for, or paid for until it ended. */
export interface Charge {
  /** Per block. */
  readonly price: Price
  readonly createdHeight: number
  /** Null: it still runs. */
  readonly closedHeight: number | null
}

/** What the running leases cost per block together, by denomination in code-unit order. */
export function spendingOf(charges: readonly Charge[]): Price[] {
  const running = charges.filter(({ closedHeight }) => closedHeight === null)
  return amountsOf(sums(running.map(({ price }) => price)))
}

/**
 * The last block that the funds pay for at the present prices; it may lie in the past, because leases that are not
 * paid any more end only when somebody touches the account. Null where the account is not open or pays for nothing,
 * and where the funds cannot have paid what they did pay: then there was a deposit that is not known yet.
 * `charges`: all that run, and those that ended after the account was settled.
 */
export function paidUntil(
  escrow: Pick<Escrow, 'state' | 'settledHeight' | 'funds'>,
  charges: readonly Charge[],
) {
  const running = charges.filter(({ closedHeight }) => closedHeight === null)
  if (escrow.state !== 'open' || running.length === 0) return null
  const settled = settledSince(escrow.settledHeight, charges)
  const left = fundsAt(escrow, charges, settled)
  if ([...left.values()].some((amount) => amount < 0n)) return null
  const blocks = [...sums(running.map(({ price }) => price))]
    .filter(([, perBlock]) => perBlock > 0n)
    .map(([denom, perBlock]) => (left.get(denom) ?? 0n) / perBlock)
  const [first, ...rest] = blocks
  if (first === undefined) return null
  return BigInt(settled) + rest.reduce((least, many) => (many < least ? many : least), first)
}

/** A lease that begins or ends settles the account, and would have found it dry. */
const settledSince = (settledHeight: number, charges: readonly Charge[]): number =>
  Math.max(settledHeight, ...charges.map(({ createdHeight, closedHeight }) => closedHeight ?? createdHeight))

/** What is left of the funds after a block, by denomination, in units of 10^−18. */
function fundsAt(
  { settledHeight, funds }: Pick<Escrow, 'settledHeight' | 'funds'>,
  charges: readonly Charge[],
  height: number,
): Map<string, bigint> {
  const paid = charges.map(({ price, createdHeight, closedHeight }): Coin => {
    const blocks = Math.max(0, (closedHeight ?? height) - Math.max(createdHeight, settledHeight))
    return {
      denom: price.denom,
      amount: decimalFromScaled(-scaledFromDecimal(price.amount) * BigInt(blocks)),
    }
  })
  return sums([...funds, ...paid])
}

function sums(coins: readonly Coin[]): Map<string, bigint> {
  const totals = new Map<string, bigint>()
  for (const { denom, amount } of coins)
    totals.set(denom, (totals.get(denom) ?? 0n) + scaledFromDecimal(amount))
  return totals
}

const amountsOf = (totals: ReadonlyMap<string, bigint>): Coin[] =>
  [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([denom, scaled]) => ({ denom, amount: decimalFromScaled(scaled) }))
