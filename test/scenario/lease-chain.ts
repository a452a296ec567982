import type { LeaseRef } from '#agent/model/lease-ref.ts'
import {
  Lease_State,
  LeaseClosedReason,
  QueryLeaseResponse,
} from '#chain/wire/generated/akash_market.generated.ts'
import type { AbciQuery, Chain } from '#devnet/chain.ts'
import { openPayment } from '#devnet/market/escrow.ts'
import { type ChainServer, startServer } from '#devnet/server.ts'
import { SimulatedChain } from '#devnet/simulated.ts'
import { answerAbci } from '#devnet/state/abci.ts'
import { storeKey } from '#devnet/state/store-key.ts'
import type { StateEntry, StateView } from '#devnet/state/view.ts'

/** A node whose leases are exactly those that it is told, over the wire as a real one. */
export interface LeaseChain {
  readonly url: string
  readonly chainId: string
  set(lease: LeaseRef, word: 'active' | 'ended'): void
  close(): Promise<void>
}

const BLOCK_MS = 500
/** Every bid of these is the first of its provider. */
const BSEQ = 0

export async function startLeaseChain(seed: string): Promise<LeaseChain> {
  const leases = new Map<string, StateEntry>()
  const blocks = new SimulatedChain({ seed, txPerBlock: 0, blockMs: BLOCK_MS, genesisMs: Date.now() })
  const server: ChainServer = await startServer({ chain: withLeases(blocks, leases) })
  const growing = setInterval(() => blocks.produce(), BLOCK_MS)
  return {
    url: server.url,
    chainId: blocks.chainId,
    set(lease, word) {
      const entry = leaseEntry(lease, word, BigInt(blocks.tip()))
      leases.set(entry.key, entry)
    },
    async close() {
      clearInterval(growing)
      await server.close()
    },
  }
}

/** The blocks of one chain with the state of another: the newest, whatever height is asked for. */
function withLeases(blocks: SimulatedChain, leases: ReadonlyMap<string, StateEntry>): Chain {
  const view = viewOf(leases)
  const { chainId, tip, earliest, block, blockResults, header, blockMeta, onBlock } = blocks
  return {
    ...{ chainId, tip, earliest, block, blockResults, header, blockMeta, onBlock },
    status: () => blocks.status(),
    abciInfo: () => blocks.abciInfo(),
    commit: (height) => blocks.commit(height),
    abciQuery: (query: AbciQuery) => answerAbci({ latest: tip, at: () => view }, query),
  }
}

function viewOf(leases: ReadonlyMap<string, StateEntry>): StateView {
  return {
    find: (kind, key) => (kind === 'lease' ? (leases.get(key) ?? null) : null),
    scan: (kind, state, from) =>
      kind === 'lease'
        ? [...leases.values()]
            .filter((entry) => entry.state === state && entry.key >= from)
            .sort((a, b) => (a.key < b.key ? -1 : 1))
        : [],
    group: () => null,
    audits: () => null,
    constant: () => null,
  }
}

function leaseEntry(ref: LeaseRef, word: 'active' | 'ended', height: bigint): StateEntry {
  const id = { ...ref, bseq: BSEQ }
  const price = { denom: 'uact', amount: '5000000000000000000' }
  const isEnded = word === 'ended'
  const state = isEnded ? Lease_State.closed : Lease_State.active
  const lease = {
    ...{ id, price, state, createdAt: 1n, closedOn: isEnded ? height : 0n, reclamation: undefined },
    reason: isEnded ? LeaseClosedReason.lease_closed_owner : LeaseClosedReason.lease_closed_invalid,
  }
  const aid = { scope: 1, xid: `${ref.owner}/${ref.dseq}` } as const
  const escrowPayment = openPayment(
    { aid, xid: `${ref.gseq}/${ref.oseq}/${ref.provider}` },
    ref.provider,
    price,
  )
  const encode = () => QueryLeaseResponse.encode({ lease, escrowPayment }).finish()
  return { key: storeKey(id), state, encode }
}
