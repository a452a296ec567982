import { Deployment_State, Group_State } from '#chain/wire/generated/akash_deployment.generated.ts'
import { Scope } from '#chain/wire/generated/akash_escrow.generated.ts'
import {
  Bid_State,
  type BidID,
  Lease_State,
  LeaseClosedReason,
  Order_State,
} from '#chain/wire/generated/akash_market.generated.ts'
import { sha256 } from '../block/merkle.ts'
import { closeAccount, openAccount, openPayment } from '../market/escrow.ts'
import type { Ledger } from '../market/ledger.ts'
import type { Message } from '../market/message.ts'
import type { LeaseRecord } from '../market/record.ts'
import { providerStoreKey } from '../state/store-key.ts'
import { type Cast, isAudited, signing } from './cast.ts'
import { Random } from './random.ts'
import { groupSpecs, templates } from './spec.ts'

const DEPOSIT = 50_000_000_000n
const BID_DEPOSIT = 500_000n
/** Living leases were created within this many blocks before the first. */
const PAST = 500_000

/** Puts providers, audits and `leases` living leases into an empty ledger, all older than `height`. */
export function writeGenesis(
  ledger: Ledger,
  cast: Cast,
  options: { seed: string; height: number; leases: number },
): readonly BidID[] {
  const random = new Random(`${options.seed}/genesis`)
  ledger.height = Math.max(1, options.height - PAST - 1)
  for (const [at, provider] of cast.providers.entries()) {
    ledger.putProvider(providerStoreKey(provider.owner), provider)
    const signed = signing(cast, provider, at)
    if (!isAudited(at) || signed.kind !== 'sign-attributes') continue
    const { owner, auditor, attributes } = signed
    ledger.putAudit(owner, { providers: [{ owner, auditor, attributes: [...attributes] }] })
  }
  const specs = templates.map((plans) => ({ plans, groups: groupSpecs(plans).slice(0, 1) }))
  const leases: BidID[] = []
  for (let at = 0; at < options.leases; at++) {
    ledger.height = Math.max(1, options.height - 1 - random.between(1, PAST))
    leases.push(writeLease(ledger, cast, { at, random, groups: random.pick(some(specs)).groups }))
    ledger.commit()
  }
  ledger.commit()
  return leases
}

interface Parts {
  readonly at: number
  readonly random: Random
  readonly groups: ReturnType<typeof groupSpecs>
}

function writeLease(ledger: Ledger, cast: Cast, { at, random, groups }: Parts): BidID {
  const owner = random.pick(cast.tenants)
  const id = { owner, dseq: BigInt(1_000 + at) }
  const createdAt = BigInt(ledger.height)
  const [groupSpec] = groups
  const orderId = { ...id, gseq: 1, oseq: 1 }
  const account = openAccount({
    id: { scope: Scope.scope_deployment, xid: `${owner}/${id.dseq}` },
    owner,
    deposit: DEPOSIT,
    height: ledger.height,
  })
  if (groupSpec === undefined) return { ...orderId, provider: '', bseq: 0 }
  ledger.putDeployment({
    deployment: {
      id,
      state: Deployment_State.active,
      hash: new Uint8Array(sha256(Buffer.from(account.id.xid))),
      createdAt,
      reclamation: undefined,
    },
    groups: [{ id: { ...id, gseq: 1 }, state: Group_State.open, groupSpec, createdAt }],
    escrowAccount: account,
  })
  ledger.putOrder({
    id: orderId,
    state: Order_State.active,
    spec: groupSpec,
    createdAt,
    reclamation: undefined,
  })
  const providers = random.sample(cast.ipProviders, random.pick([1, 2, 3])).map((provider) => provider.owner)
  const winner = { ...orderId, provider: random.pick(some(providers)), bseq: 0 }
  writeBids(ledger, { winner, providers, random, account: account.id })
  return winner
}

/** The first loser in key order is lost, later ones stay open (see market-message createLease). */
function writeBids(
  ledger: Ledger,
  bids: {
    winner: BidID
    providers: readonly string[]
    random: Random
    account: { scope: Scope; xid: string }
  },
): void {
  const { winner, providers, random } = bids
  const createdAt = BigInt(ledger.height)
  const losers = providers.filter((provider) => provider !== winner.provider).sort()
  for (const provider of providers) {
    const isLost = provider === losers[0]
    const price = { denom: 'uact', amount: `${random.between(5_000_000, 150_000_000)}000000000000` }
    const id = { ...winner, provider }
    const xid = `${id.owner}/${id.dseq}/1/1/${provider}`
    const held = openAccount({
      id: { scope: Scope.scope_bid, xid },
      owner: provider,
      deposit: BID_DEPOSIT,
      height: ledger.height,
    })
    const state = provider === winner.provider ? Bid_State.active : isLost ? Bid_State.lost : Bid_State.open
    const escrowAccount = isLost ? closeAccount(held, ledger.height).account : held
    ledger.putBid({
      bid: { id, state, price, createdAt, resourcesOffer: [], reclamationWindow: undefined },
      escrowAccount,
    })
    if (state === Bid_State.active)
      ledger.putLease(livingLease(id, price, { createdAt, account: bids.account }))
  }
}

function livingLease(
  id: BidID,
  price: LeaseRecord['lease']['price'],
  from: { readonly createdAt: bigint; readonly account: LeaseRecord['escrowPayment']['id']['aid'] },
): LeaseRecord {
  return {
    lease: {
      id,
      state: Lease_State.active,
      price,
      createdAt: from.createdAt,
      closedOn: 0n,
      reason: LeaseClosedReason.lease_closed_invalid,
      reclamation: undefined,
    },
    escrowPayment: openPayment({ aid: from.account, xid: `1/1/${id.provider}` }, id.provider, price),
  }
}

/** Ways to end one of the leases that were there at the beginning. */
export function retirement(random: Random, id: BidID): readonly Message[] {
  const group = { owner: id.owner, dseq: id.dseq, gseq: 1 }
  return [
    random.pick<Message>([
      { kind: 'close-lease', id },
      { kind: 'close-deployment', id: { owner: id.owner, dseq: id.dseq } },
      { kind: 'close-bid', id, reason: LeaseClosedReason.lease_closed_reason_decommission },
      { kind: 'pause-group', id: group },
      { kind: 'withdraw-lease', id },
    ]),
  ]
}

const some = <T>(list: readonly T[]) => list as readonly [T, ...T[]]
