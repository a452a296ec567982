import type { RawData, WebSocket } from 'ws'
import { type Chain, internalError, type RpcOutcome } from './chain.ts'
import { dispatch } from './rpc/dispatch.ts'
import { type Call, frame, isRecord, parsePost } from './rpc/frame.ts'

/** CometBFT's default `max_subscriptions_per_client`. */
const MAX_SUBSCRIPTIONS = 5

const eventKinds = ['NewBlock', 'NewBlockHeader', 'NewBlockEvents'] as const
type EventKind = (typeof eventKinds)[number]

interface Subscription {
  readonly id: string
  readonly query: string
  readonly kind: EventKind | null
}

/** Serves one WebSocket client: JSON-RPC calls, and the new blocks it subscribed to. */
export function serveSocket(chain: Chain, socket: WebSocket): void {
  const subscriptions: Subscription[] = []
  const stop = chain.onBlock((height) => {
    for (const subscription of subscriptions) {
      if (subscription.kind !== null) socket.send(eventText(chain, subscription, subscription.kind, height))
    }
  })
  socket.on('close', stop)
  socket.on('error', () => socket.terminate())
  socket.on('message', (data: RawData) => {
    const parsed = parsePost(String(data))
    if ('refused' in parsed) socket.send(parsed.refused.body)
    for (const call of 'calls' in parsed ? parsed.calls : []) {
      if (call.id !== null) socket.send(frame(call.id, answer(chain, subscriptions, call)))
    }
  })
}

function answer(chain: Chain, subscriptions: Subscription[], call: Call): RpcOutcome {
  const query = call.params.form === 'json' ? call.params.values.query : undefined
  switch (call.method) {
    case 'subscribe':
      return subscribe(subscriptions, call.id ?? '', String(query ?? ''))
    case 'unsubscribe':
      return unsubscribe(subscriptions, String(query ?? ''))
    case 'unsubscribe_all':
      subscriptions.length = 0
      return { result: '{}' }
    default:
      return dispatch(chain, call.method, call.params)
  }
}

function subscribe(subscriptions: Subscription[], id: string, query: string): RpcOutcome {
  if (subscriptions.length >= MAX_SUBSCRIPTIONS)
    return internalError(`max_subscriptions_per_client ${MAX_SUBSCRIPTIONS} reached`)
  const named = /^\s*tm\.event\s*=\s*'([A-Za-z]+)'\s*/.exec(query)?.[1]
  if (named === undefined) return internalError(`failed to parse query: ${query}`)
  if (subscriptions.some((known) => known.query === query)) return internalError('already subscribed')
  // An event that we do not make (Tx, ValidatorSetUpdates) may be subscribed to: it never comes.
  const kind = eventKinds.find((known) => known === named) ?? null
  subscriptions.push({ id, query, kind })
  return { result: '{}' }
}

function unsubscribe(subscriptions: Subscription[], query: string): RpcOutcome {
  const at = subscriptions.findIndex((known) => known.query === query)
  if (at < 0) return internalError('subscription not found')
  subscriptions.splice(at, 1)
  return { result: '{}' }
}

function eventText(chain: Chain, subscription: Subscription, kind: EventKind, height: number): string {
  const results: unknown = JSON.parse(chain.blockResults(height))
  const events =
    isRecord(results) && Array.isArray(results.finalize_block_events) ? results.finalize_block_events : []
  const data = {
    type: `tendermint/event/${kind}`,
    value: eventValue(chain, kind, height, isRecord(results) ? results : {}),
  }
  const tags = kind === 'NewBlockHeader' ? {} : eventTags(events)
  return frame(subscription.id, {
    result: JSON.stringify({ query: subscription.query, data, events: { ...tags, 'tm.event': [kind] } }),
  })
}

function eventValue(
  chain: Chain,
  kind: EventKind,
  height: number,
  results: Record<string, unknown>,
): unknown {
  if (kind === 'NewBlockHeader') return JSON.parse(chain.header(height))
  const txs = results.txs_results
  if (kind === 'NewBlockEvents')
    return {
      height: String(height),
      events: results.finalize_block_events,
      num_txs: String(Array.isArray(txs) ? txs.length : 0),
    }
  const block: unknown = JSON.parse(chain.block(height))
  return {
    block: isRecord(block) ? block.block : null,
    block_id: isRecord(block) ? block.block_id : null,
    result_finalize_block: {
      events: results.finalize_block_events,
      ...(Array.isArray(txs) ? { tx_results: txs } : {}),
      validator_updates: results.validator_updates ?? [],
      consensus_param_updates: results.consensus_param_updates,
      app_hash: results.app_hash,
    },
  }
}

/** `type.key` → every value, as the node's event system shows them beside the data. */
function eventTags(events: readonly unknown[]): Record<string, string[]> {
  const tags: Record<string, string[]> = {}
  for (const event of events) {
    if (!isRecord(event) || !Array.isArray(event.attributes)) continue
    for (const attribute of event.attributes) {
      if (!isRecord(attribute)) continue
      const tag = `${event.type}.${attribute.key}`
      tags[tag] = [...(tags[tag] ?? []), String(attribute.value)]
    }
  }
  return tags
}
