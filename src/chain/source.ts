import type { BlockFacts, Quarantined } from '#domain/event.ts'
import { Failure } from '#domain/failure.ts'
import type { ChainRecord, RecordRef } from '#domain/record.ts'
import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import { createHttpClient } from '#platform/http.ts'
import type { Log } from '#platform/log.ts'
import { BlockSource } from './block-source.ts'
import { Endpoint } from './rpc/endpoint.ts'
import type { EndpointStatus } from './rpc/endpoint-status.ts'
import { Endpoints } from './rpc/endpoints.ts'
import { Wake } from './rpc/wake.ts'
import type { ListRef } from './state-reader.ts'
import { StateSource } from './state-source.ts'
import { Tip } from './tip.ts'

export interface SourceOptions {
  /** RPC addresses of nodes of one chain, in order of preference; at least one. */
  readonly urls: readonly string[]
  readonly chainId: string
  /** Milliseconds for one request. Default 10000. */
  readonly timeoutMs?: number
  /** Milliseconds for one piece of work with all its attempts at all nodes. Default 30000. */
  readonly limitMs?: number
  /** Requests under way at one node at most. Default 12. */
  readonly concurrency?: number
  /** Whether nodes announce new blocks over a WebSocket; polling goes on beside it. Default true. */
  readonly subscribe?: boolean
  /** 'changes': what one node tells is compared with what a second one tells. Default: that, where there are two. */
  readonly crossCheck?: 'off' | 'changes'
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** A block that is named by its height, hash (upper-case hex) and time. */
export interface BlockPoint {
  readonly height: number
  readonly hash: string
  readonly time: Date
}

/** What chain state says of one record. `quarantined` holds what of it could not be kept; no records then mean unknown. */
export interface StateRead {
  readonly ref: RecordRef
  readonly records: readonly ChainRecord[]
  readonly height: number
  readonly quarantined: readonly Quarantined[]
}

export interface StatePage {
  readonly records: readonly ChainRecord[]
  readonly next: Uint8Array | null
  readonly height: number
  readonly quarantined: readonly Quarantined[]
}

/** The chain as the projector sees it; every failure that may pass was already retried for `limitMs`. */
export interface ChainSource {
  /** The newest block that a healthy node can serve. */
  tip(signal: AbortSignal): Promise<BlockPoint>
  /** Waits for a block above `height`, at most `timeoutMs`; answers the tip height known then. */
  waitAbove(height: number, timeoutMs: number, signal: AbortSignal): Promise<number>
  /** Throws HEIGHT_PRUNED, HEIGHT_NOT_YET. */
  point(height: number, signal: AbortSignal): Promise<BlockPoint>
  blocks(from: number, to: number, signal: AbortSignal): Promise<readonly BlockFacts[]>
  read(refs: readonly RecordRef[], height: number, signal: AbortSignal): Promise<readonly StateRead[]>
  page(list: ListRef, resume: Uint8Array | null, height: number, signal: AbortSignal): Promise<StatePage>
  /** The block that was served at `height` does not fit what is stored: its node is left out for a while. */
  suspect(height: number, rule: string): void
  /** Every node and how it is. */
  status(): EndpointStatus[]
  /** Ends all connections. */
  close(): Promise<void>
}

/** Opens nothing but the subscription; nodes are asked when they are needed. Throws BAD_SETTING without a node. */
export function createSource(options: SourceOptions): ChainSource {
  const { urls, chainId, clock, random, log, limitMs = 30_000, crossCheck = 'changes' } = options
  if (urls.length === 0) throw new Failure('BAD_SETTING', 'no node is set')
  const endpoints = new Endpoints({
    endpoints: urls.map((url) => endpointOf(url, options)),
    clock,
    random,
    log,
    limitMs,
  })
  const tip: Tip = new Tip({ endpoints, clock, subscribed: () => wake?.live ?? false })
  const wake = options.subscribe === false ? null : new Wake({ urls, random, log, onBlock: () => tip.ring() })
  const shared = { endpoints, chainId, clock, log, crossCheck: crossCheck === 'changes' && urls.length > 1 }
  const blocks = new BlockSource({ ...shared, tip })
  const state = new StateSource(shared)
  return {
    tip: async (signal) => blocks.point(await tip.ask(signal), signal),
    waitAbove: (height, timeoutMs, signal) => tip.above(height, timeoutMs, signal),
    point: (height, signal) => blocks.point(height, signal),
    blocks: (from, to, signal) => blocks.range(from, to, signal),
    read: (refs, height, signal) => state.read(refs, height, signal),
    page: (list, resume, height, signal) => state.page({ list, resume, height }, signal),
    suspect: (height, rule) => blocks.suspect(height, rule),
    status: () => endpoints.status(),
    close: () => {
      wake?.close()
      return endpoints.close()
    },
  }
}

function endpointOf(
  url: string,
  { chainId, clock, timeoutMs = 10_000, concurrency = 12 }: SourceOptions,
): Endpoint {
  return new Endpoint({
    http: createHttpClient({ url, timeoutMs, connections: concurrency }),
    chainId,
    concurrency,
    clock,
  })
}
