import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import * as deployment from './generated/akash_deployment.generated.ts'
import * as market from './generated/akash_market.generated.ts'
import * as provider from './generated/akash_provider.generated.ts'

interface Codec<T> {
  decode(input: Uint8Array): T
  encode(message: T): { finish(): Uint8Array }
}
interface Pair {
  readonly request: (bytes: Uint8Array) => Uint8Array
  readonly response: (bytes: Uint8Array) => Uint8Array
}
const again =
  <T>(codec: Codec<T>) =>
  (bytes: Uint8Array) =>
    codec.encode(codec.decode(bytes)).finish()
const pair = <A, B>(request: Codec<A>, response: Codec<B>): Pair => ({
  request: again(request),
  response: again(response),
})

const paths: Readonly<Record<string, Pair>> = {
  '/akash.market.v1beta5.Query/Leases': pair(market.QueryLeasesRequest, market.QueryLeasesResponse),
  '/akash.market.v1beta5.Query/Lease': pair(market.QueryLeaseRequest, market.QueryLeaseResponse),
  '/akash.market.v1beta5.Query/Orders': pair(market.QueryOrdersRequest, market.QueryOrdersResponse),
  '/akash.market.v1beta5.Query/Order': pair(market.QueryOrderRequest, market.QueryOrderResponse),
  '/akash.market.v1beta5.Query/Bids': pair(market.QueryBidsRequest, market.QueryBidsResponse),
  '/akash.market.v1beta5.Query/Bid': pair(market.QueryBidRequest, market.QueryBidResponse),
  '/akash.deployment.v1beta4.Query/Deployments': pair(
    deployment.QueryDeploymentsRequest,
    deployment.QueryDeploymentsResponse,
  ),
  '/akash.deployment.v1beta4.Query/Deployment': pair(
    deployment.QueryDeploymentRequest,
    deployment.QueryDeploymentResponse,
  ),
  '/akash.deployment.v1beta4.Query/Group': pair(deployment.QueryGroupRequest, deployment.QueryGroupResponse),
  '/akash.provider.v1beta4.Query/Providers': pair(
    provider.QueryProvidersRequest,
    provider.QueryProvidersResponse,
  ),
  '/akash.provider.v1beta4.Query/Provider': pair(
    provider.QueryProviderRequest,
    provider.QueryProviderResponse,
  ),
  '/akash.audit.v1.Query/ProviderAttributes': pair(
    provider.QueryProviderAttributesRequest,
    provider.QueryAuditedProvidersResponse,
  ),
}

interface RecordedQuery {
  readonly label: string
  readonly request: { readonly path: string; readonly data: string }
  readonly answer: {
    readonly result?: { readonly response: { readonly code: number; readonly value: string | null } }
  }
}
const recording = new URL('../../../test/recordings/scenario-a/abci/abci.ndjson.gz', import.meta.url)
const queries = gunzipSync(readFileSync(recording))
  .toString()
  .trim()
  .split('\n')
  .map((line): RecordedQuery => JSON.parse(line))

describe('the protobuf types', () => {
  it.each(Object.keys(paths))('leave no byte of a recorded answer of %s unread', (path) => {
    const codec = paths[path]
    const answers = queries.filter(({ request }) => request.path === path)
    expect(answers.length).toBeGreaterThan(0)
    for (const { answer, label } of answers) {
      if (answer.result?.response.code !== 0) continue
      const bytes = Buffer.from(answer.result.response.value ?? '', 'base64')
      expect(Buffer.from(codec?.response(bytes) ?? []).toString('hex'), label).toBe(bytes.toString('hex'))
    }
  })

  it.each(Object.keys(paths))('write requests of %s as the recorded client did', (path) => {
    for (const { request, label } of queries.filter((query) => query.request.path === path)) {
      if (label.startsWith('error')) continue
      const bytes = Buffer.from(request.data, 'hex')
      expect(Buffer.from(paths[path]?.request(bytes) ?? []).toString('hex'), label).toBe(request.data)
    }
  })
})
