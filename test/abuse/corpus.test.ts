import { Agent } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningGateway, startRunningGateway } from '../conformance/running-gateway.ts'
import { corpus } from './corpus.ts'
import { HealthyClient } from './healthy-client.ts'
import { complaints } from './judge.ts'
import { send } from './send.ts'

/** Generous, for a machine that does other things as well; bench/abuse.bench.ts has the promise. */
const REFUSAL_LIMIT_MS = 2_000

let gateway: RunningGateway
let healthy: HealthyClient
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
beforeAll(async () => {
  gateway = await startRunningGateway()
  healthy = await HealthyClient.start(gateway.graphqlUrl)
})
afterAll(async () => {
  agent.destroy()
  await gateway.end()
})

describe(`the abuse corpus of ${corpus.length} requests`, () => {
  const slowest: { readonly ms: number; readonly what: string; readonly expected: string }[] = []
  const groups = [...new Set(corpus.map((abuse) => abuse.group))]

  it('has no two of one name, and enough of them', () => {
    expect(new Set(corpus.map(({ group, name }) => `${group}: ${name}`)).size).toBe(corpus.length)
    expect(corpus.length).toBeGreaterThanOrEqual(250)
  })

  it.each(groups)('%s: each is refused or bounded', async (name) => {
    const wrong: string[] = []
    for (const abuse of corpus.filter((one) => one.group === name)) {
      const sent = await send(gateway.url, abuse.request, agent)
      slowest.push({ ms: sent.ms, what: `${name}: ${abuse.name}`, expected: abuse.expected })
      for (const complaint of complaints(abuse, sent)) wrong.push(`${abuse.name}: ${complaint}`)
      if (sent.ms > REFUSAL_LIMIT_MS) wrong.push(`${abuse.name} took ${Math.round(sent.ms)} ms`)
    }
    expect(wrong).toEqual([])
  })

  it('leaves no trace in the process and in the log', () => {
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    const faults = gateway.lines.filter((line) => line.includes('"level":"error"'))
    expect(faults.map((line) => line.slice(0, 400))).toEqual([])
  })

  it('does not keep healthy clients from their answers', async () => {
    const { asked, wrong, slowestMs } = await healthy.stop()
    console.log(`the healthy client asked ${asked} times, at worst ${slowestMs.toFixed(0)} ms`)
    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(corpus.length / 10)
  })

  it('tells the slowest ones', () => {
    const top = slowest.toSorted((a, b) => b.ms - a.ms).slice(0, 15)
    console.log(
      top.map(({ ms, what, expected }) => `${ms.toFixed(1).padStart(8)} ms  ${expected}  ${what}`).join('\n'),
    )
    expect(slowest).toHaveLength(corpus.length)
  })
})
