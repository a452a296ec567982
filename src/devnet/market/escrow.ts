import { EscrowState } from '#chain/wire/generated/akash_escrow.generated.ts'
import type { DecCoin } from '#chain/wire/generated/cosmos_base.generated.ts'
import type { AccountRecord, PaymentRecord } from './record.ts'

/** Amounts are whole numbers of 10^−18 uact, as the chain keeps decimals. */
const ONE = 10n ** 18n
export const DENOM = 'uact'
/** The escrow module's account, the same on every Akash chain. */
export const ESCROW_ACCOUNT = 'akash14pphss726thpwws3yc458hggufynm9x77l4l2u'
/** BALANCE of akash.escrow.types.v1.Source: paid from the depositor's own account. */
const FROM_BALANCE = 1

export const coin = (amount: bigint): DecCoin => ({ denom: DENOM, amount: amount.toString() })
/** Whole uact as a decimal amount. */
export const whole = (amount: bigint): bigint => amount * ONE

/** A new open account that holds one deposit (whole uact). */
export function openAccount(account: {
  id: AccountRecord['id']
  owner: string
  deposit: bigint
  height: number
}): AccountRecord {
  const { id, owner, deposit, height } = account
  const empty: AccountRecord = {
    id,
    state: {
      owner,
      state: EscrowState.escrow_open,
      transferred: [coin(0n)],
      settledAt: BigInt(height),
      funds: [coin(0n)],
      deposits: [],
    },
  }
  return addDeposit(empty, { owner, amount: deposit, height })
}

/** Money put into an account; nothing is settled by it. */
export function addDeposit(
  account: AccountRecord,
  deposit: { owner: string; amount: bigint; height: number },
): AccountRecord {
  const balance = coin(whole(deposit.amount))
  const entry = {
    owner: deposit.owner,
    height: BigInt(deposit.height),
    source: FROM_BALANCE,
    balance,
    direct: false,
  }
  return {
    ...account,
    state: {
      ...account.state,
      funds: [coin(fundsOf(account) + whole(deposit.amount))],
      deposits: [...account.state.deposits, entry],
    },
  }
}

/** A new payment for a lease, at a price per block. */
export function openPayment(id: PaymentRecord['id'], owner: string, rate: DecCoin): PaymentRecord {
  return {
    id,
    state: {
      owner,
      state: EscrowState.escrow_open,
      rate,
      balance: coin(0n),
      unsettled: coin(0n),
      withdrawn: { denom: DENOM, amount: '0' },
    },
  }
}

export interface Settled {
  readonly account: AccountRecord
  /** The open payments, what they are owed added; empty where no block passed since the last time. */
  readonly payments: readonly PaymentRecord[]
  readonly isOverdrawn: boolean
}

/**
 * Pays every open payment for the blocks since the account was settled. Deposits are used up in their order,
 * payment by payment; what is missing stays owed (`unsettled`), the funds go below zero and account and
 * payments are overdrawn (seen on a real node; akash-network/node x/escrow/keeper).
 */
export function settle(account: AccountRecord, payments: readonly PaymentRecord[], height: number): Settled {
  const blocks = BigInt(height) - account.state.settledAt
  if (blocks <= 0n) return { account, payments: [], isOverdrawn: false }
  let left = depositsTotal(account)
  let owed = 0n
  const paid = payments.map((payment) => {
    const due = BigInt(payment.state.rate.amount) * blocks
    const share = due < left ? due : left
    left -= share
    owed += due
    return grown(payment, share, due - share)
  })
  const transferred = depositsTotal(account) - left
  const isOverdrawn = owed > transferred
  const state = {
    ...account.state,
    state: isOverdrawn ? EscrowState.escrow_overdrawn : account.state.state,
    settledAt: BigInt(height),
    transferred: [coin(amountOf(account.state.transferred[0]) + transferred)],
    funds: [coin(fundsOf(account) - owed)],
    deposits: consume(account.state.deposits, transferred),
  }
  const final = isOverdrawn ? paid.map((payment) => inState(payment, EscrowState.escrow_overdrawn)) : paid
  return { account: { ...account, state }, payments: final, isOverdrawn }
}

/** Pays the balance out in whole uact; answers the payment and the amount. */
export function withdraw(payment: PaymentRecord): {
  readonly payment: PaymentRecord
  readonly amount: bigint
} {
  const amount = BigInt(payment.state.balance.amount) / ONE
  if (amount === 0n) return { payment, amount }
  const balance = coin(BigInt(payment.state.balance.amount) - whole(amount))
  const withdrawn = { denom: DENOM, amount: (BigInt(payment.state.withdrawn.amount) + amount).toString() }
  return { payment: { ...payment, state: { ...payment.state, balance, withdrawn } }, amount }
}

/** A deposit to an overdrawn account goes at once to what is owed; answers both and the amount paid. */
export function payDebt(account: AccountRecord, payment: PaymentRecord, amount: bigint) {
  const owed = BigInt(payment.state.unsettled.amount)
  const share = owed < whole(amount) ? owed : whole(amount)
  const unsettled = coin(owed - share)
  const transferred = [coin(amountOf(account.state.transferred[0]) + share)]
  const funds = [coin(fundsOf(account) + share)]
  return {
    account: { ...account, state: { ...account.state, transferred, funds } },
    ...withdraw(grown({ ...payment, state: { ...payment.state, unsettled } }, share, 0n)),
  }
}

export interface Refund {
  readonly to: string
  /** Whole uact. */
  readonly amount: bigint
}

/** Closes an account; what is left goes back deposit by deposit. */
export function closeAccount(
  account: AccountRecord,
  height: number,
): { readonly account: AccountRecord; readonly refunds: readonly Refund[] } {
  const refunds = account.state.deposits.map(({ owner, balance }) => ({
    to: owner,
    amount: amountOf(balance) / ONE,
  }))
  const state = {
    ...account.state,
    state: EscrowState.escrow_closed,
    settledAt: BigInt(height),
    funds: [coin(0n)],
    deposits: [],
  }
  return { account: { ...account, state }, refunds: refunds.filter(({ amount }) => amount > 0n) }
}

export const inState = (payment: PaymentRecord, state: EscrowState): PaymentRecord => ({
  ...payment,
  state: { ...payment.state, state },
})

export const isOpen = (of: AccountRecord | PaymentRecord) => of.state.state === EscrowState.escrow_open
export const isDry = (of: AccountRecord) => of.state.state === EscrowState.escrow_overdrawn

function grown(payment: PaymentRecord, share: bigint, missing: bigint): PaymentRecord {
  const balance = coin(BigInt(payment.state.balance.amount) + share)
  const unsettled = coin(BigInt(payment.state.unsettled.amount) + missing)
  return { ...payment, state: { ...payment.state, balance, unsettled } }
}

function consume(deposits: AccountRecord['state']['deposits'], amount: bigint) {
  let left = amount
  return deposits.flatMap((deposit) => {
    const held = amountOf(deposit.balance)
    const used = held < left ? held : left
    left -= used
    return used === held ? [] : [{ ...deposit, balance: coin(held - used) }]
  })
}

const amountOf = (of: DecCoin | undefined) => BigInt(of?.amount ?? '0')
const fundsOf = (account: AccountRecord) => BigInt(account.state.funds[0]?.amount ?? '0')
const depositsTotal = (account: AccountRecord) =>
  account.state.deposits.reduce((sum, { balance }) => sum + amountOf(balance), 0n)
