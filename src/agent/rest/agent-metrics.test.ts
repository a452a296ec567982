import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { observePool } from '../observe/pool-observation.ts'
import { anchorService, poolOf, portService } from '../pool/test-services.ts'
import { startAgentServer } from './agent-server.ts'
import { holdingOf, observationOf, openTestAgent, type TestAgent } from './test-agent-server.ts'

const now = new Date('2026-01-31T12:00:00Z')
let agent: TestAgent

beforeEach(async () => {
  agent = await openTestAgent()
})
afterEach(() => agent.close())

async function series(): Promise<ReadonlyMap<string, string>> {
  const response = await fetch(`${agent.url}/metrics`)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
  )
}

describe('the metrics', () => {
  it('count pools, endpoints, reasons and alarms as they are', async () => {
    const counts = { assigned: 4n, available: 252n }
    const services = [portService('198.51.100.7'), anchorService('198.51.100.8', 'held')]
    agent.feed.record(
      {
        holdings: [holdingOf('198.51.100.7'), { ...holdingOf(null), sharingKey: 'b' }],
        pools: [observePool(poolOf(['198.51.100.0/24'], { counts }), services)],
        alarms: [{ kind: 'CHAIN_SILENT', subject: 'chain', message: 'no node answered' }],
      },
      now,
    )
    const found = await series()
    expect(Object.fromEntries([...found].filter(([, value]) => value !== '0'))).toEqual({
      'ipgw_agent_pool_capacity_addresses{pool="default"}': '256',
      'ipgw_agent_pool_addresses{pool="default",use="in_use"}': '1',
      'ipgw_agent_pool_addresses{pool="default",use="held"}': '1',
      'ipgw_agent_pool_addresses{pool="default",use="available"}': '254',
      'ipgw_agent_pool_leaked_addresses{pool="default"}': '2',
      'ipgw_agent_endpoints{state="assigned"}': '1',
      'ipgw_agent_endpoints{state="pending"}': '1',
      'ipgw_agent_pending{reason="POOL_EXHAUSTED"}': '1',
      'ipgw_agent_alarms{kind="CHAIN_SILENT"}': '1',
      ipgw_agent_ready: '1',
      ipgw_agent_plan_age_seconds: '+Inf',
    })
    expect(found.get('ipgw_agent_alarms{kind="ADDRESS_LEAKED"}')).toBe('0')
  })

  it('forget a pool that is gone', async () => {
    agent.feed.record(observationOf(), now)
    expect((await series()).has('ipgw_agent_pool_capacity_addresses{pool="default"}')).toBe(true)
    agent.feed.record({ holdings: [], pools: [], alarms: [] }, now)
    expect([...(await series()).keys()].filter((name) => name.includes('pool='))).toEqual([])
  })

  it('say how the loop is, and count its writes', async () => {
    agent.state = {
      unready: 'not the leader',
      lastPlanMs: systemClock.monotonicMs() - 2000,
      queue: { ready: 3, running: 2, pausing: 1 },
    }
    for (let write = 0; write < 3; write++) agent.agentMetrics.countWrite('create')
    const found = await series()
    expect(found.get('ipgw_agent_ready')).toBe('0')
    expect(found.get('ipgw_agent_queue_endpoints{state="ready"}')).toBe('3')
    expect(found.get('ipgw_agent_queue_endpoints{state="pausing"}')).toBe('1')
    expect(found.get('ipgw_agent_api_writes_total{verb="create"}')).toBe('3')
    expect(found.get('ipgw_agent_api_writes_total{verb="delete"}')).toBe('0')
    const age = Number(found.get('ipgw_agent_plan_age_seconds'))
    expect(age).toBeGreaterThanOrEqual(2)
    expect(age).toBeLessThan(10)
  })
})

describe('the probes', () => {
  const status = async (path: string) => {
    const response = await fetch(`${agent.url}${path}`)
    return [response.status, await response.text()]
  }

  it('say that it lives, and whether it is ready', async () => {
    expect(await status('/livez')).toEqual([200, 'OK'])
    expect(await status('/readyz')).toEqual([200, '{"ready":true}'])
    agent.state = { ...agent.state, unready: 'the list of Services is 70 s old' }
    expect(await status('/readyz')).toEqual([
      503,
      '{"ready":false,"reason":"the list of Services is 70 s old"}',
    ])
    expect(await status('/livez')).toEqual([200, 'OK'])
  })

  it('are not to be had where the address is taken', async () => {
    const options = {
      listen: { host: '127.0.0.1', port: agent.port },
      feed: agent.feed,
      state: () => agent.state,
      metrics: createMetrics({ processMetrics: false }),
      agentMetrics: agent.agentMetrics,
      version: '1',
      clock: systemClock,
      log: createLog({ level: 'silent', format: 'json' }),
    }
    await expect(startAgentServer(options)).rejects.toMatchObject({
      code: 'BAD_SETTING',
      message: expect.stringMatching(/^cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/),
    })
  })
})
