import * as deployment from '#chain/wire/generated/akash_deployment.generated.ts'
import * as market from '#chain/wire/generated/akash_market.generated.ts'
import * as provider from '#chain/wire/generated/akash_provider.generated.ts'
import { providerStoreKey, storeKey } from '../state/store-key.ts'
import type { ListKind } from '../state/view.ts'
import { bytesFields } from './transactions.ts'

/** Groups are read alone but listed inside their deployment. */
export type ReadKind = ListKind | 'group'

/** A record as a node answered it once. */
export interface ReadRecord {
  readonly kind: ReadKind
  readonly key: string
  /** "" and 0 for providers. */
  readonly owner: string
  readonly dseq: bigint
  readonly state: number
  /** The record as lists of its kind carry it. */
  readonly bytes: Uint8Array
}

/** One record over time: the height from which each version is true, ascending. */
export interface Version {
  readonly height: number
  readonly record: ReadRecord
}

interface Path {
  readonly kind: ReadKind
  readonly isList: boolean
}

const paths: Readonly<Record<string, Path>> = {
  '/akash.market.v1beta5.Query/Orders': { kind: 'order', isList: true },
  '/akash.market.v1beta5.Query/Order': { kind: 'order', isList: false },
  '/akash.market.v1beta5.Query/Bids': { kind: 'bid', isList: true },
  '/akash.market.v1beta5.Query/Bid': { kind: 'bid', isList: false },
  '/akash.market.v1beta5.Query/Leases': { kind: 'lease', isList: true },
  '/akash.market.v1beta5.Query/Lease': { kind: 'lease', isList: false },
  '/akash.deployment.v1beta4.Query/Deployments': { kind: 'deployment', isList: true },
  '/akash.deployment.v1beta4.Query/Deployment': { kind: 'deployment', isList: false },
  '/akash.deployment.v1beta4.Query/Group': { kind: 'group', isList: false },
  '/akash.provider.v1beta4.Query/Providers': { kind: 'provider', isList: true },
  '/akash.provider.v1beta4.Query/Provider': { kind: 'provider', isList: false },
}

/** The records in one recorded answer; none where its path is not about records. */
export function recordsOf(path: string, value: Uint8Array): readonly ReadRecord[] {
  const found = paths[path]
  if (found === undefined || value.length === 0) return []
  const { kind, isList } = found
  const isWrapped = isList || kind === 'order' || kind === 'group' || kind === 'provider'
  return (isWrapped ? bytesFields(value, 1) : [value]).map((bytes) => readRecord(kind, bytes))
}

function readRecord(kind: ReadKind, bytes: Uint8Array): ReadRecord {
  if (kind === 'provider') {
    const { owner } = provider.Provider.decode(bytes)
    return { kind, key: providerStoreKey(owner), owner: '', dseq: 0n, state: 0, bytes }
  }
  const decoded = decode(kind, bytes)
  const id = decoded?.id ?? { owner: '', dseq: 0n }
  return { kind, key: storeKey(id), owner: id.owner, dseq: id.dseq, state: decoded?.state ?? 0, bytes }
}

function decode(kind: Exclude<ReadKind, 'provider'>, bytes: Uint8Array) {
  switch (kind) {
    case 'order':
      return market.Order.decode(bytes)
    case 'bid':
      return market.QueryBidResponse.decode(bytes).bid
    case 'lease':
      return market.QueryLeaseResponse.decode(bytes).lease
    case 'deployment':
      return deployment.QueryDeploymentResponse.decode(bytes).deployment
    case 'group':
      return deployment.Group.decode(bytes)
  }
}
