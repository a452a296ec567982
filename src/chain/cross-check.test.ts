import { afterEach, describe, expect, it } from 'vitest'
import { leaseKey, parseBidKey } from '#domain/ids.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { type ChainSource, createSource } from './source.ts'
import type { ListRef } from './state-reader.ts'
import { type Answer, type Misbehaviour, startTestNode, type TestNode } from './test-node.ts'
import { CHAIN_ID, recordedQueries, TIP } from './test-recordings.ts'
import {
  QueryDeploymentResponse,
  QueryDeploymentsResponse,
} from './wire/generated/akash_deployment.generated.ts'
import {
  type Lease,
  Lease_State,
  QueryLeaseRequest,
  QueryLeaseResponse,
  QueryLeasesResponse,
} from './wire/generated/akash_market.generated.ts'

const signal = new AbortController().signal
const open: { close(): Promise<void> }[] = []
const lines: string[] = []

afterEach(async () => {
  for (const item of open.splice(0)) await item.close()
  lines.length = 0
})

async function node(bad: Misbehaviour = {}): Promise<TestNode> {
  const started = await startTestNode(bad)
  open.push(started)
  return started
}

async function sourceOf(...bad: Misbehaviour[]): Promise<ChainSource> {
  const nodes = await Promise.all(bad.map(node))
  const source = createSource({
    urls: nodes.map(({ url }) => url),
    chainId: CHAIN_ID,
    subscribe: false,
    limitMs: 5000,
    clock: systemClock,
    random: Math.random,
    log: createLog({ level: 'info', format: 'json', sink: { write: (line) => lines.push(line) } }),
  })
  open.push(source)
  return source
}

/** A lease whose closing the recording holds with the state before and after it. */
const closing = recordedQueries().find(({ label }) => label === 'height semantics: lease closed_on +0')
const HEIGHT = Number(closing?.request.height)
const ID = QueryLeaseRequest.decode(Buffer.from(closing?.request.data ?? '', 'hex')).id
const KEY = ID ? leaseKey(ID) : ''
const DATA = closing?.request.data

interface Results {
  readonly result: { readonly txs_results: readonly { events: readonly WireEvent[] }[] }
}
interface WireEvent {
  readonly type: string
  readonly attributes: readonly { readonly key: string; readonly value: string }[]
}

const isClosing = (event: WireEvent) =>
  event.type === 'akash.market.v1.EventLeaseClosed' &&
  event.attributes.some(({ key, value }) => key === 'id' && value.includes(`"dseq":"${ID?.dseq}"`))

/** Another version of the block in which the lease closed. */
function otherEvents(change: (events: readonly WireEvent[]) => readonly WireEvent[]): Misbehaviour {
  return {
    answer: ({ method, params }, honest): Answer | undefined => {
      if (method !== 'block_results' || params.height !== String(HEIGHT)) return undefined
      const { result } = structuredClone(honest) as Results
      return {
        result: {
          ...result,
          txs_results: result.txs_results.map((tx) => ({ ...tx, events: change(tx.events) })),
        },
      }
    },
  }
}

const dropped = otherEvents((events) => events.filter((event) => !isClosing(event)))
const otherReason = otherEvents((events) =>
  events.map((event) =>
    isClosing(event)
      ? JSON.parse(JSON.stringify(event).replace('reason_insufficient_funds', 'reason_unstable'))
      : event,
  ),
)

/** State says other things of the lease than what is true, the heights and the reason included or not. */
const otherState = (lie: Partial<Lease>): Misbehaviour => ({
  answer: ({ params }, honest): Answer | undefined => {
    if (params.data !== DATA || !params.path?.endsWith('Query/Lease') || !('result' in honest))
      return undefined
    const { response } = honest.result as { response: { code: number; value: string; height: string } }
    if (response.code !== 0) return undefined
    const said = QueryLeaseResponse.decode(Buffer.from(response.value, 'base64'))
    const lease = said.lease && { ...said.lease, ...lie }
    const value = Buffer.from(QueryLeaseResponse.encode({ ...said, lease }).finish()).toString('base64')
    return { result: { response: { ...response, value } } }
  },
})

/** The whole lie, and one that forgot half of it. */
const stillActive = otherState({ state: Lease_State.active, closedOn: 0n, reason: 0 })
const seeminglyActive = otherState({ state: Lease_State.active })

/** Nothing is known of the bid that won the lease: the whole lie hides it. */
const noBid: Misbehaviour = {
  answer: ({ method, params }) =>
    method === 'abci_query' && params.path?.endsWith('Query/Bid')
      ? { result: { response: { code: 22, log: 'bid not found', value: null, height: params.height } } }
      : undefined,
}

/** The block names a parent that its own node does not have. */
const otherParent: Misbehaviour = {
  answer: ({ method, params }, honest) =>
    method === 'block' && params.height === String(HEIGHT)
      ? JSON.parse(JSON.stringify(honest).replace(/("last_block_id":\{"hash":")[^"]*/, `$1${'F'.repeat(64)}`))
      : undefined,
}

const both = (...liars: readonly Misbehaviour[]): Misbehaviour => ({
  answer: (call, honest) =>
    liars.map((liar) => liar.answer?.(call, honest)).find((answer) => answer !== undefined),
})

const closings = (facts: Awaited<ReturnType<ChainSource['blocks']>>) =>
  facts.flatMap(({ events }) =>
    events.flatMap(({ event }) =>
      event.kind === 'lease-closed' && leaseKey(event.id) === KEY ? [event.reason] : [],
    ),
  )

describe('two nodes that differ on the events of a block', () => {
  it.each([
    ['drops the closing of a lease', dropped],
    ['gives another reason for it', otherReason],
    ['drops it and bends its state', both(dropped, seeminglyActive)],
    ['names another parent', otherParent],
  ])('believe neither blindly: the one that %s is found out by its own state', async (_, liar) => {
    for (const order of [
      [liar, {}],
      [{}, liar],
    ]) {
      const source = await sourceOf(...order)
      expect(closings(await source.blocks(HEIGHT - 1, HEIGHT + 1, signal))).toEqual(['insufficient_funds'])
      const wrong = order.indexOf(liar)
      expect(source.status()[wrong]).toMatchObject({ state: 'left out' })
      expect(source.status()[wrong]?.lastError).toContain(`lies about block ${HEIGHT}`)
      expect(source.status()[1 - wrong]).toMatchObject({ state: 'healthy', errors: 0 })
      if (liar !== otherParent) expect(lines.join()).toContain(`"records":"lease ${KEY}"`)
    }
  })

  it('ask a third one, and the majority is believed', async () => {
    const source = await sourceOf(both(dropped, stillActive), {}, {})
    expect(closings(await source.blocks(HEIGHT, HEIGHT, signal))).toEqual(['insufficient_funds'])
    expect(source.status().map(({ state }) => state)).toEqual(['left out', 'healthy', 'healthy'])
  })

  it('put aside what cannot be decided, and go on with the rest', async () => {
    const [honest] = await (await sourceOf({})).blocks(HEIGHT, HEIGHT, signal)
    const source = await sourceOf(both(dropped, stillActive, noBid), {})
    const [facts] = await source.blocks(HEIGHT, HEIGHT, signal)
    expect(facts && closings([facts])).toEqual([])
    expect(facts?.events).toHaveLength((honest?.events.length ?? 0) - 1)
    expect(facts?.quarantined).toMatchObject([
      { height: HEIGHT, reason: expect.stringContaining('disagree') },
    ])
    expect(Buffer.from(facts?.quarantined[0]?.raw ?? []).toString()).toContain('lease-closed')
    expect(facts?.received).toBe(honest?.received)
    expect(source.status().map(({ errors }) => errors)).toEqual([1, 1])
  })
})

describe('two nodes that differ on a record of state', () => {
  const ref = { kind: 'lease', key: KEY } as const

  it.each([
    ['events', stillActive],
    ['words', seeminglyActive],
  ])('are held against their own %s', async (_, liar) => {
    for (const order of [
      [liar, {}],
      [{}, liar],
    ]) {
      const source = await sourceOf(...order)
      const [read] = await source.read([ref], TIP, signal)
      expect(read?.records).toMatchObject([
        { state: 'insufficient_funds', closedHeight: HEIGHT, id: parseBidKey(KEY) },
      ])
      const wrong = order.indexOf(liar)
      expect(source.status()[wrong]?.lastError).toContain(`lies about lease ${KEY}`)
      expect(source.status()[1 - wrong]).toMatchObject({ state: 'healthy', errors: 0 })
    }
  })

  it('leave open what cannot be decided', async () => {
    const source = await sourceOf(both(dropped, stillActive, noBid), {})
    const [read] = await source.read([ref], TIP, signal)
    expect(read).toMatchObject({ records: [], height: TIP })
    expect(read?.quarantined).toHaveLength(2)
  })
})

describe('two nodes that differ on a list', () => {
  it('are held against the records themselves', async () => {
    const list: ListRef = { kind: 'lease', state: 'closed' }
    const liar: Misbehaviour = {
      answer: ({ method, params }, honest): Answer | undefined => {
        if (method !== 'abci_query' || !params.path?.endsWith('/Leases') || !('result' in honest))
          return undefined
        const { response } = honest.result as { response: { value: string } }
        const said = QueryLeasesResponse.decode(Buffer.from(response.value, 'base64'))
        const value = QueryLeasesResponse.encode({ ...said, leases: said.leases.slice(1) }).finish()
        return { result: { response: { ...response, value: Buffer.from(value).toString('base64') } } }
      },
    }
    for (const order of [
      [liar, {}],
      [{}, liar],
    ]) {
      const honest = await (await sourceOf({})).page(list, null, TIP, signal)
      const source = await sourceOf(...order)
      const page = await source.page(list, null, TIP, signal)
      expect(page.records).toEqual(honest.records)
      expect(source.status()[order.indexOf(liar)]?.lastError).toContain('lies about lease')
    }
  })
})

describe('two nodes that differ on an escrow account alone', () => {
  const key = `${ID?.owner}/${ID?.dseq}`
  const bent = (said: QueryDeploymentResponse): QueryDeploymentResponse => {
    const state = said.escrowAccount?.state
    const isMeant = said.deployment?.id?.owner === ID?.owner && said.deployment?.id?.dseq === ID?.dseq
    if (state === undefined || !isMeant) return said
    return { ...said, escrowAccount: { id: undefined, state: { ...state, funds: [] } } }
  }
  const rich: Misbehaviour = {
    answer: ({ params }, honest): Answer | undefined => {
      const one = params.path?.endsWith('Query/Deployment')
      if (!('result' in honest) || !(one || params.path?.endsWith('Query/Deployments'))) return undefined
      const { response } = honest.result as { response: { value: string } }
      const bytes = Buffer.from(response.value, 'base64')
      const page = one ? null : QueryDeploymentsResponse.decode(bytes)
      const value = page
        ? QueryDeploymentsResponse.encode({ ...page, deployments: page.deployments.map(bent) }).finish()
        : QueryDeploymentResponse.encode(bent(QueryDeploymentResponse.decode(bytes))).finish()
      return { result: { response: { ...response, value: Buffer.from(value).toString('base64') } } }
    },
  }
  const list: ListRef = { kind: 'deployment', state: 'closed' }
  const kinds = (records: readonly { readonly kind: string }[]) => records.map(({ kind }) => kind)

  it('lose no more than that account', async () => {
    const honest = await (await sourceOf({})).page(list, null, TIP, signal)
    const source = await sourceOf(rich, {})
    const [read] = await source.read([{ kind: 'deployment', key }], TIP, signal)
    expect(kinds(read?.records ?? [])).toEqual(['deployment', 'group'])
    expect(read?.quarantined).toHaveLength(2)
    const page = await source.page(list, null, TIP, signal)
    const others = honest.records.filter(
      (one) => one.kind !== 'escrow' || `${one.id.owner}/${one.id.dseq}` !== key,
    )
    expect(others).toHaveLength(honest.records.length - 1)
    expect(page.records).toEqual(others)
    expect(source.status().map(({ state }) => state)).not.toContain('left out')
  })

  it('ask a third one, and the majority is believed', async () => {
    const honest = await (await sourceOf({})).page(list, null, TIP, signal)
    const source = await sourceOf(rich, {}, {})
    expect((await source.page(list, null, TIP, signal)).records).toEqual(honest.records)
    expect(source.status()[0]?.lastError).toContain(`lies about escrow ${key}`)
  })
})
