import { parseAddress, parseBidKey, parseDeploymentKey, parseGroupKey, parseOrderKey } from '#domain/ids.ts'
import type { RecordRef } from '#domain/record.ts'
import * as deployment from './generated/akash_deployment.generated.ts'
import * as market from './generated/akash_market.generated.ts'
import * as provider from './generated/akash_provider.generated.ts'
import type { PageRequest } from './generated/cosmos_base.generated.ts'

/** One `abci_query`: the path of a gRPC method and the bytes of its request. */
export interface Query {
  readonly path: string
  readonly data: Uint8Array
}

/** One page of a list. `state` "" is every state; providers have none. */
export interface ListQuery {
  readonly state: string
  /** Where the page before ended; null for the first one. */
  readonly key: Uint8Array | null
  readonly limit: number
}

const MARKET = '/akash.market.v1beta5.Query'
const DEPLOYMENT = '/akash.deployment.v1beta4.Query'
const PROVIDER = '/akash.provider.v1beta4.Query'
const AUDIT = '/akash.audit.v1.Query'

const NO_BYTES = new Uint8Array(0)
const anyOrder = { owner: '', dseq: 0n, gseq: 0, oseq: 0 }
const anyBid = { ...anyOrder, provider: '', bseq: 0 }

const pagination = ({ key, limit }: ListQuery): PageRequest => ({
  key: key ?? NO_BYTES,
  offset: 0n,
  limit: BigInt(limit),
  countTotal: false,
  reverse: false,
})

type ListKind = 'lease' | 'order' | 'bid' | 'deployment' | 'provider'

/** Asks for one page of a list. */
export function listQuery(kind: ListKind, list: ListQuery): Query {
  const { state } = list
  const page = pagination(list)
  switch (kind) {
    case 'lease':
      return {
        path: `${MARKET}/Leases`,
        data: market.QueryLeasesRequest.encode({ filters: { ...anyBid, state }, pagination: page }).finish(),
      }
    case 'bid':
      return {
        path: `${MARKET}/Bids`,
        data: market.QueryBidsRequest.encode({ filters: { ...anyBid, state }, pagination: page }).finish(),
      }
    case 'order':
      return {
        path: `${MARKET}/Orders`,
        data: market.QueryOrdersRequest.encode({
          filters: { ...anyOrder, state },
          pagination: page,
        }).finish(),
      }
    case 'deployment': {
      const filters = { owner: '', dseq: 0n, state }
      return {
        path: `${DEPLOYMENT}/Deployments`,
        data: deployment.QueryDeploymentsRequest.encode({ filters, pagination: page }).finish(),
      }
    }
    case 'provider':
      return {
        path: `${PROVIDER}/Providers`,
        data: provider.QueryProvidersRequest.encode({ pagination: page }).finish(),
      }
  }
}

/** Asks for one record. Throws BAD_USER_INPUT where the key is none of its kind. */
export function recordQuery({ kind, key }: RecordRef): Query {
  switch (kind) {
    case 'lease':
      return {
        path: `${MARKET}/Lease`,
        data: market.QueryLeaseRequest.encode({ id: parseBidKey(key) }).finish(),
      }
    case 'bid':
      return { path: `${MARKET}/Bid`, data: market.QueryBidRequest.encode({ id: parseBidKey(key) }).finish() }
    case 'order':
      return {
        path: `${MARKET}/Order`,
        data: market.QueryOrderRequest.encode({ id: parseOrderKey(key) }).finish(),
      }
    case 'escrow': // comes with its deployment only
    case 'deployment': {
      const id = parseDeploymentKey(key)
      return {
        path: `${DEPLOYMENT}/Deployment`,
        data: deployment.QueryDeploymentRequest.encode({ id }).finish(),
      }
    }
    case 'group':
      return {
        path: `${DEPLOYMENT}/Group`,
        data: deployment.QueryGroupRequest.encode({ id: parseGroupKey(key) }).finish(),
      }
    case 'provider':
      return {
        path: `${PROVIDER}/Provider`,
        data: provider.QueryProviderRequest.encode({ owner: parseAddress(key) }).finish(),
      }
    case 'audits':
      // The list of all audits is broken on the node: it decodes them as another message.
      return { path: `${AUDIT}/ProviderAttributes`, data: auditsRequest(parseAddress(key)) }
  }
}

const auditsRequest = (owner: string) =>
  provider.QueryProviderAttributesRequest.encode({ owner, pagination: undefined }).finish()
