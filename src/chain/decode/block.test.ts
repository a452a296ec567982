import { describe, expect, it } from 'vitest'
import type { BlockFacts } from '#domain/event.ts'
import { deploymentKey, leaseKey } from '#domain/ids.ts'
import { priceFromDecimal } from '#domain/price.ts'
import type { Lease } from '#domain/record.ts'
import { CHAIN_ID, recordedBlocks, recordedQueries, recordedResults, TIP, truth } from '../test-recordings.ts'
import { checkBlock } from '../wire/block.ts'
import { checkBlockResults } from '../wire/block-results.ts'
import { splitPage } from '../wire/page.ts'
import { decodeListed } from './answer.ts'
import { decodeBlock } from './block.ts'
import { closeReasonFromName } from './close-reason.ts'

const results = recordedResults()
const facts: BlockFacts[] = recordedBlocks().map((answer, index) => {
  const block = checkBlock(answer.result, { height: index + 1, chainId: CHAIN_ID })
  return decodeBlock(block, checkBlockResults(results[index]?.result, block))
})
const events = facts.flatMap((block) => block.events.map(({ event }) => ({ height: block.height, event })))

describe('the recorded blocks', () => {
  it('decode without anything in quarantine', () => {
    expect(facts).toHaveLength(TIP)
    expect(facts.flatMap((block) => block.quarantined)).toEqual([])
    expect(facts.reduce((sum, block) => sum + block.received, 0)).toBe(events.length)
    expect(events).toHaveLength(275)
  })

  it('name each other as parents', () => {
    for (const [index, block] of facts.entries())
      expect(block.parentHash).toBe(index === 0 ? '' : facts[index - 1]?.hash)
  })

  it('tell when each lease was created and closed, and why, as the official client sees it', () => {
    const told = new Map<string, Pick<Lease, 'createdHeight' | 'closedHeight' | 'closeReason' | 'price'>>()
    for (const { height, event } of events) {
      if (event.kind === 'lease-created')
        told.set(leaseKey(event.id), {
          createdHeight: height,
          closedHeight: null,
          closeReason: null,
          price: event.price,
        })
      if (event.kind !== 'lease-closed') continue
      const before = told.get(leaseKey(event.id))
      expect(before).toBeDefined()
      if (before) told.set(leaseKey(event.id), { ...before, closedHeight: height, closeReason: event.reason })
    }
    const wanted = truth().leases.map(({ lease }) => [
      leaseKey({ ...lease.id, dseq: BigInt(lease.id.dseq) }),
      {
        createdHeight: Number(lease.created_at),
        closedHeight: lease.closed_on === '0' ? null : Number(lease.closed_on),
        closeReason: lease.closed_on === '0' ? null : closeReasonFromName(lease.reason),
        price: priceFromDecimal(lease.price.denom, lease.price.amount),
      },
    ])
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(wanted))
  })

  it('tell the height at which each deployment closed, which its escrow account keeps', () => {
    const closed = events.flatMap(({ height, event }) =>
      event.kind === 'deployment-closed' ? [[deploymentKey(event.id), height]] : [],
    )
    const list = recordedQueries().find(
      ({ request, label }) =>
        request.path.endsWith('/Deployments') &&
        label === 'list state="closed" limit=100 count_total=false page=1',
    )
    const page = splitPage(Buffer.from(list?.answer.result.response.value ?? '', 'base64'))
    const settled = page.records
      .flatMap((bytes) => decodeListed('deployment', bytes).records)
      .flatMap((record) =>
        record.kind === 'deployment' ? [[deploymentKey(record.id), record.closedHeight]] : [],
      )
    expect(Object.fromEntries(settled)).toEqual(Object.fromEntries(closed))
  })
})
