import type { LeaseWord } from '#agent/model/chain-word.ts'
import { type LeaseRef, leaseRefKey } from '#agent/model/lease-ref.ts'
import type { ChainOracle } from '#agent/oracle/chain-oracle.ts'
import type { BlockPoint, ChainSource } from '#chain/source.ts'
import type { LeaseState } from '#domain/record.ts'
import type { Clock } from '#platform/clock.ts'
import { withDeadline } from '#platform/deadline.ts'

/** A node whose newest block is older is catching up, or cut off from the chain: it does not know what has ended. */
const OLD_MS = 60_000
/** One look at the tip serves the questions of this long. */
const TIP_MS = 1000
const QUESTION_MS = 20_000

const words: Readonly<Record<LeaseState, LeaseWord>> = {
  active: 'active',
  reclaiming: 'active',
  insufficient_funds: 'ended',
  closed: 'ended',
}

/**
 * Asks the nodes of `source` for the state of a lease at the tip. Where the source has several nodes, it holds what one
 * says against what another says. A lease that is not on chain, one that cannot be read, and one of which nodes say
 * different things are unknown.
 */
export function createChainOracle(source: Pick<ChainSource, 'tip' | 'read'>, clock: Clock): ChainOracle {
  const tip = tipOf(source, clock)
  return {
    ask: (lease, outer) =>
      withDeadline(
        { what: `the state of lease ${leaseRefKey(lease)}`, timeoutMs: QUESTION_MS, signal: outer },
        async (signal) => {
          const { height, time } = await tip()
          if (clock.now().getTime() - time.getTime() > OLD_MS) return 'unknown'
          const [read] = await source.read([{ kind: 'lease', key: chainKey(lease) }], height, signal)
          const record = read?.records.find(({ kind }) => kind === 'lease')
          if (record?.kind !== 'lease' || read === undefined || read.quarantined.length > 0) return 'unknown'
          return words[record.state]
        },
      ),
  }
}

/** The bid's sequence number, which a provider's cluster does not name, must be 0 (x/market, ValidateBasic of MsgCreateBid). */
const chainKey = (lease: LeaseRef) => `${leaseRefKey(lease)}/0`

/** Many questions at the same time look once. */
function tipOf(source: Pick<ChainSource, 'tip'>, clock: Clock): () => Promise<BlockPoint> {
  let last: { readonly atMs: number; readonly point: Promise<BlockPoint> } | null = null
  const never = new AbortController().signal
  return () => {
    const nowMs = clock.monotonicMs()
    if (last !== null && nowMs - last.atMs < TIP_MS) return last.point
    last = { atMs: nowMs, point: source.tip(never) }
    return last.point
  }
}
