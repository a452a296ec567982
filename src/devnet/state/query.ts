import { BinaryWriter } from '@bufbuild/protobuf/wire'
import * as deployment from '#chain/wire/generated/akash_deployment.generated.ts'
import * as market from '#chain/wire/generated/akash_market.generated.ts'
import * as provider from '#chain/wire/generated/akash_provider.generated.ts'
import { parseAddress } from '#domain/ids.ts'
import {
  invalidArgument,
  invalidRequest,
  type ListQuery,
  listPage,
  providerPage,
  type Refusal,
} from './page.ts'
import { type KeyParts, providerStoreKey, storeKey } from './store-key.ts'
import type { ListKind, StateView } from './view.ts'

/** Reads a request, which throws on malformed bytes, and so makes the question to a state. */
type Handler = (data: Uint8Array) => (view: StateView) => Uint8Array | Refusal

interface Id {
  readonly owner: string
  readonly dseq: bigint
  readonly gseq?: number
  readonly oseq?: number
  readonly provider?: string
  readonly bseq?: number
}

const noFilter = { owner: '', dseq: 0n, gseq: 0, oseq: 0, provider: '', state: '' }
const notFound = (log: string): Refusal => ({ code: 22, log })

const handlers: Readonly<Record<string, Handler>> = {
  '/akash.market.v1beta5.Query/Orders': lists('order', market.Order_State, market.QueryOrdersRequest.decode),
  '/akash.market.v1beta5.Query/Bids': lists('bid', market.Bid_State, market.QueryBidsRequest.decode),
  '/akash.market.v1beta5.Query/Leases': lists('lease', market.Lease_State, market.QueryLeasesRequest.decode),
  '/akash.deployment.v1beta4.Query/Deployments': lists(
    'deployment',
    deployment.Deployment_State,
    deployment.QueryDeploymentsRequest.decode,
  ),
  '/akash.market.v1beta5.Query/Order': single('order', market.QueryOrderRequest.decode),
  '/akash.market.v1beta5.Query/Bid': single('bid', market.QueryBidRequest.decode),
  '/akash.market.v1beta5.Query/Lease': single('lease', market.QueryLeaseRequest.decode),
  '/akash.deployment.v1beta4.Query/Deployment': single(
    'deployment',
    deployment.QueryDeploymentRequest.decode,
  ),
  '/akash.deployment.v1beta4.Query/Group': group,
  '/akash.provider.v1beta4.Query/Providers': (data) => {
    const { pagination } = provider.QueryProvidersRequest.decode(data)
    return (view) => providerPage(view, pagination)
  },
  '/akash.provider.v1beta4.Query/Provider': oneProvider,
  '/akash.audit.v1.Query/ProviderAttributes': (data) => {
    const { owner } = provider.QueryProviderAttributesRequest.decode(data)
    if (!isAddress(owner)) return () => invalidRequest('invalid address')
    return (view) => view.audits(owner) ?? notFound('invalid provider: address not found: key not found')
  },
}

export const isQueryPath = (path: string) => Object.hasOwn(handlers, path)

/** Answers one query of chain state as the node does. The path must be one of ours. */
export function queryState(view: StateView, path: string, data: Uint8Array): Uint8Array | Refusal {
  const handler = handlers[path]
  if (handler === undefined) return { code: 6, log: 'unknown query path: unknown request' }
  const question = read(handler, data)
  return question === null ? invalidRequest('unexpected EOF') : question(view)
}

/** The decoders throw RangeError and Error on malformed bytes; the node has one text for all of them. */
function read(handler: Handler, data: Uint8Array) {
  try {
    return handler(data)
  } catch {
    return null
  }
}

interface ListRequest {
  readonly filters: (Partial<ListQuery['filter']> & { readonly state: string }) | undefined
  readonly pagination: ListQuery['pagination']
}

function lists(
  kind: ListKind,
  states: Readonly<Record<string, number>>,
  decode: (data: Uint8Array) => ListRequest,
): Handler {
  return (data) => {
    const { filters, pagination } = decode(data)
    const filter = { ...noFilter, ...filters }
    return (view) => listPage(view, { kind, states, state: filter.state, filter, pagination })
  }
}

/** Orders are wrapped in their answer, the other kinds are listed as the answers themselves. */
function single(kind: ListKind, decode: (data: Uint8Array) => { readonly id: Id | undefined }): Handler {
  return (data) => {
    const { id } = decode(data)
    const refused = refuseId(id)
    if (refused !== null || id === undefined) return () => refused ?? invalidArgument('invalid owner address')
    const key = storeKey(keyParts(kind, id))
    return (view) => {
      const found = view.find(kind, key)
      if (found === null) return notFound(missing(kind))
      return kind === 'order' ? wrapped(found.encode()) : found.encode()
    }
  }
}

const missing = (kind: ListKind) =>
  kind === 'deployment'
    ? 'Deployment not found: key not found'
    : `invalid ${kind}: ${kind} not found: key not found`

function keyParts(kind: ListKind, id: Id): KeyParts {
  const { owner, dseq, gseq = 0, oseq = 0, provider = '', bseq = 0 } = id
  if (kind === 'deployment') return { owner, dseq }
  if (kind === 'order') return { owner, dseq, gseq, oseq }
  return { owner, dseq, gseq, oseq, provider, bseq }
}

function refuseId(id: Id | undefined): Refusal | null {
  if (id === undefined || !isAddress(id.owner)) return invalidArgument('invalid owner address')
  if (id.provider !== undefined && !isAddress(id.provider)) return invalidArgument('invalid provider address')
  return null
}

function group(data: Uint8Array): (view: StateView) => Uint8Array | Refusal {
  const { id } = deployment.QueryGroupRequest.decode(data)
  if (id === undefined || !isAddress(id.owner)) return () => invalidArgument('invalid owner address')
  return (view) => {
    const found = view.group(storeKey({ owner: id.owner, dseq: id.dseq }), id.gseq)
    return found === null ? notFound('Group not found: key not found') : wrapped(found)
  }
}

function oneProvider(data: Uint8Array): (view: StateView) => Uint8Array | Refusal {
  const { owner } = provider.QueryProviderRequest.decode(data)
  if (!isAddress(owner)) return () => invalidRequest('invalid address')
  return (view) => {
    const found = view.find('provider', providerStoreKey(owner))
    return found === null
      ? notFound('invalid provider: address not found: key not found')
      : wrapped(found.encode())
  }
}

const wrapped = (message: Uint8Array) => new BinaryWriter().uint32(10).bytes(message).finish()

function isAddress(text: string): boolean {
  try {
    return parseAddress(text) === text
  } catch {
    return false
  }
}
