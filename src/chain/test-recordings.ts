import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

// What a real node answered (test/recordings/scenario-a), for the tests of this room.

const folder = new URL('../../test/recordings/scenario-a/', import.meta.url)

const read = (path: string) => readFileSync(new URL(path, folder))
const json = (path: string) => JSON.parse(read(path).toString())
const lines = (path: string) => gunzipSync(read(path)).toString().trim().split('\n')

export interface RecordedAnswer {
  readonly id: number
  readonly result?: unknown
  readonly error?: unknown
}

export interface RecordedQuery {
  readonly label: string
  readonly request: { readonly path: string; readonly data: string; readonly height: string }
  readonly answer: { readonly result: { readonly response: RecordedResponse } }
}

export interface RecordedResponse {
  readonly code: number
  readonly log: string
  readonly value: string | null
  readonly height: string
}

export interface RecordedError {
  readonly name: string
  readonly request: string
  readonly http_status: number
  readonly answer: unknown
}

export const CHAIN_ID = 'ipgw-local-1'
export const TIP = 412

/** Full JSON-RPC answers; the block of height h is at h − 1. */
export const recordedBlocks = (): RecordedAnswer[] =>
  lines('rpc/block.ndjson.gz').map((line) => JSON.parse(line))
export const recordedResults = (): RecordedAnswer[] =>
  lines('rpc/block_results.ndjson.gz').map((line) => JSON.parse(line))
export const recordedQueries = (): RecordedQuery[] =>
  lines('abci/abci.ndjson.gz').map((line) => JSON.parse(line))
export const recordedStatus = (): RecordedAnswer => json('rpc/status.json')

export const recordedErrors = (): RecordedError[] => json('rpc/errors.json')
export const recordedPrunedErrors = (): RecordedError[] => json('rpc/errors_pruned_node.json')
export const recordedTipRace = (): RecordedError[] => json('rpc/errors_fresh_tip.json').samples

export interface TruthId {
  readonly owner: string
  readonly dseq: string
  readonly gseq: number
  readonly oseq: number
  readonly provider: string
  readonly bseq: number
}
export interface TruthPrice {
  readonly denom: string
  readonly amount: string
}
export interface TruthLease {
  readonly id: TruthId
  readonly state: string
  readonly price: TruthPrice
  readonly created_at: string
  readonly closed_on: string
  readonly reason: string
  readonly reclamation: {
    readonly window: string
    readonly started_at: string
    readonly deadline: string
    readonly reason: string
  } | null
}
export interface TruthGroup {
  readonly id: TruthId
  readonly state: string
  readonly created_at: string
  readonly group_spec: {
    readonly name: string
    readonly resources: readonly {
      readonly resource: {
        readonly endpoints: readonly { readonly kind: string; readonly sequence_number: number }[]
      }
    }[]
  }
}
export interface TruthDeployment {
  readonly deployment: {
    readonly id: TruthId
    readonly state: string
    readonly hash: string
    readonly created_at: string
  }
  readonly groups: readonly TruthGroup[]
  readonly escrow_account: {
    readonly state: {
      readonly state: string
      readonly settled_at: string
      readonly funds: readonly { readonly denom: string; readonly amount: string }[]
    }
  }
}
export interface TruthProvider {
  readonly owner: string
  readonly host_uri: string
  readonly attributes: readonly { readonly key: string; readonly value: string }[]
  readonly info: { readonly email: string; readonly website: string }
}
export interface Truth {
  readonly leases: readonly { readonly lease: TruthLease }[]
  readonly orders: readonly { readonly id: TruthId; readonly state: string; readonly created_at: string }[]
  readonly bids: readonly {
    readonly bid: {
      readonly id: TruthId
      readonly state: string
      readonly price: TruthPrice
      readonly created_at: string
    }
  }[]
  readonly deployments: readonly TruthDeployment[]
  readonly providers: readonly TruthProvider[]
}

/** The official client's view of the state at the tip. */
export const truth = (): Truth => json('truth.json')
