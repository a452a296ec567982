import { createGateway, type Gateway } from '#gateway/create-gateway.ts'
import { plainOptions } from '#gateway/test-gateway.ts'
import { systemClock } from '#platform/clock.ts'
import { createMetrics } from '#platform/metrics.ts'
import type { Database } from '#store/connection.ts'
import { createIndexDatabase } from '../recorded/database.ts'
import { indexRecording, silentLog, startRecordedNode } from '../recorded/indexing.ts'

/** So that most of what the recording tells is news, which the feed holds. */
const FROM = 150

/** A gateway over all that a recording of a real node tells. */
export interface IndexedGateway extends Gateway {
  readonly sql: Database
  readonly chainId: string
  /** Answers with "data"; throws the errors. */
  ask(query: string): Promise<Record<string, unknown>>
  end(): Promise<void>
}

export async function openIndexedGateway(scenario = 'scenario-a'): Promise<IndexedGateway> {
  const node = await startRecordedNode(scenario)
  const { chainId } = node.chain
  const database = await createIndexDatabase(chainId)
  await indexRecording(node, database, { from: FROM })
  await node.close()
  const gateway = await createGateway({
    sql: database.sql,
    chainId,
    version: '0.0.0',
    clock: systemClock,
    makeId: () => 'id',
    log: silentLog,
    metrics: createMetrics({ processMetrics: false }),
    ...plainOptions,
  })
  const ask = async (query: string) => {
    const response = await gateway.app.request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown }
    if (errors !== undefined) throw new TypeError(JSON.stringify(errors))
    return data
  }
  const end = async () => {
    await gateway.close()
    await database.close()
  }
  return { ...gateway, sql: database.sql, chainId, ask, end }
}
