import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 5
const PATIENCE_MS = 10_000
const questions = [
  '{ network { chainId phase } }',
  '{ leases(first: 5, orderBy: CREATED_ASC) { nodes { dseq owner provider { hostUri } } pageInfo { hasNextPage } } }',
  '{ providers(first: 3, orderBy: ADDRESS_ASC) { nodes { address } } }',
]

export interface Health {
  readonly asked: number
  /** What came back where it was not what came back before the trouble. */
  readonly wrong: readonly string[]
  readonly slowestMs: number
}

/** Asks the same few questions over and over while others misbehave, and holds every answer against the first one. */
export class HealthyClient {
  #isStopped = false
  readonly #ended: Promise<Health>

  private constructor(url: string, expected: readonly string[]) {
    this.#ended = this.#ask(url, expected)
  }

  static async start(url: string): Promise<HealthyClient> {
    const expected: string[] = []
    for (const question of questions) expected.push(await answerTo(url, question))
    return new HealthyClient(url, expected)
  }

  /** Ends after the question that is under way. */
  async stop(): Promise<Health> {
    this.#isStopped = true
    return this.#ended
  }

  async #ask(url: string, expected: readonly string[]): Promise<Health> {
    const wrong: string[] = []
    let [asked, slowestMs] = [0, 0]
    for (; !this.#isStopped; asked++) {
      const n = asked % questions.length
      const start = performance.now()
      const answer = await answerTo(url, questions[n] ?? '').catch(String)
      slowestMs = Math.max(slowestMs, performance.now() - start)
      if (answer !== expected[n]) wrong.push(answer.slice(0, 300))
      await sleep(PAUSE_MS)
    }
    return { asked, wrong, slowestMs }
  }
}

async function answerTo(url: string, query: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  const text = await response.text()
  // How far the index is behind changes by the second.
  const { data } = JSON.parse(text) as { data?: unknown }
  return data === undefined || data === null ? text : JSON.stringify(data)
}
