import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdingOf, observationOf, openTestAgent, type TestAgent } from '../rest/test-agent-server.ts'
import { askAgent } from './ask-agent.ts'

let agent: TestAgent

beforeEach(async () => {
  agent = await openTestAgent()
})
afterEach(() => agent.close())

describe('asking an agent', () => {
  it('gives what it sees, and the text that it sent', async () => {
    const at = new Date('2026-01-31T12:00:00Z')
    agent.feed.record(observationOf(holdingOf('198.51.100.7')), at)
    const { snapshot, seenAt, text } = await askAgent(agent.url)
    expect([snapshot, seenAt]).toEqual([agent.feed.journal.snapshot, at])
    expect(JSON.parse(text).snapshot.holdings).toHaveLength(1)
  })

  it('says why there is no answer', async () => {
    await expect(askAgent(agent.url)).rejects.toMatchObject({
      code: 'NODE_UNAVAILABLE',
      message: expect.stringMatching(/says 503 .*the cluster has not been looked at yet/),
    })
    await expect(askAgent(`${agent.url}/elsewhere`)).rejects.toMatchObject({
      code: 'NODE_ANSWER_INVALID',
      message: expect.stringMatching(/is no agent, or a newer one: seenAt is absent.*\(404 /),
    })
    await agent.close()
    await expect(askAgent(agent.url)).rejects.toMatchObject({ code: 'NODE_UNAVAILABLE' })
  })
})
