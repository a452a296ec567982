import type { EndpointVerdict } from '#agent/model/verdict.ts'
import { readAnswer } from '#agent/observe/read-answer.ts'

const LIMIT_MS = 60_000

/** Follows an agent's observation as a gateway does. Resolves when it says that all ports of the endpoint are open. */
export async function untilReported(url: string, sharingKey: string): Promise<number> {
  const isOpen = (holding: EndpointVerdict) =>
    holding.sharingKey === sharingKey && holding.ports.every(({ state }) => state === 'open')
  let query = ''
  for (const startMs = performance.now(); performance.now() - startMs < LIMIT_MS; ) {
    const response = await fetch(`${url}/v1/observation${query}`)
    const answer = readAnswer(await response.json())
    const isSnapshot = answer.kind === 'snapshot'
    const { epoch, sequence } = isSnapshot ? answer.snapshot : answer
    const changes = isSnapshot ? [] : answer.increments.flatMap((increment) => increment.changes)
    const told = changes.flatMap((change) => (change.kind === 'holding' ? [change.holding] : []))
    if ((isSnapshot ? answer.snapshot.holdings : told).some(isOpen)) return performance.now()
    query = `?wait=30&after=${epoch}.${sequence}`
  }
  throw new TypeError(`the agent does not report ${sharingKey} within ${LIMIT_MS} ms`)
}
