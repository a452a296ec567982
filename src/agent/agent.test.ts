import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leaseOf, openTestBed, type TestBed } from './test-agent.ts'

let bed: TestBed
beforeEach(async () => {
  bed = await openTestBed()
})
afterEach(() => bed.close())

/** What the tests wait for comes within moments, on a busy machine within seconds. */
const soon = { timeout: 15_000, interval: 10 }

describe('one endpoint', () => {
  const lease = leaseOf(1)

  test('a plip becomes an anchor and an open port on the same address, and is reported', async () => {
    bed.addNamespace(lease)
    const { agent } = bed.startAgent()
    bed.addPlip({ lease })
    await expect.poll(() => agent.state().verdicts[0]?.ports[0]?.state, soon).toBe('open')
    expect(agent.state().verdicts).toMatchObject([
      { state: 'assigned', address: '198.51.100.0', pending: null },
    ])
    expect(bed.portsOf(lease)).toEqual({ 'TCP/80': '198.51.100.0' })
    expect(Object.values(bed.anchors())).toEqual(['leased 198.51.100.0'])
  })
})
