import { Agent, request } from 'node:http'
import type { Load, LoadOptions } from './load.ts'
import { percentile } from './measure.ts'

/** As wrk does it, in this process and dearer: for smoke runs, where wrk may be missing. */
export async function runClosedLoop({ url, bodies, connections, seconds }: LoadOptions): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const latencies: number[] = []
  let refused = 0
  let broken = 0
  const startMs = performance.now()
  const ask = async (worker: number) => {
    for (let turn = worker; performance.now() - startMs < seconds * 1000; turn += connections) {
      const askedMs = performance.now()
      const status = await post(agent, url, bodies[turn % bodies.length] ?? '').catch(() => 0)
      if (status === 0) broken++
      else if (status >= 400) refused++
      latencies.push(performance.now() - askedMs)
    }
  }
  await Promise.all(Array.from({ length: connections }, (_, worker) => ask(worker)))
  agent.destroy()
  return {
    rate: (latencies.length - refused - broken) / ((performance.now() - startMs) / 1000),
    p50Ms: percentile(latencies, 0.5),
    p90Ms: percentile(latencies, 0.9),
    p99Ms: percentile(latencies, 0.99),
    maxMs: percentile(latencies, 1),
    refused,
    broken,
  }
}

/** The status, once the body is there. */
function post(agent: Agent, url: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      timeout: 10_000,
    }
    const sent = request(`${url}/graphql`, options, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
      answer.once('error', reject)
    })
    sent.once('timeout', () => sent.destroy(new TypeError('no answer in ten seconds')))
    sent.once('error', reject)
    sent.end(body)
  })
}
