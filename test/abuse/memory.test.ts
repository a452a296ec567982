import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHAIN_ID } from '#gateway/test-gateway.ts'
import { type MigratedDatabase, openTestDatabase } from '#store/test-database.ts'
import { insertMarket } from '../conformance/insert-market.ts'
import { type AbuseRequest, document } from './abuse.ts'
import { corpus } from './corpus.ts'
import { send } from './send.ts'
import { type SpawnedGateway, spawnGateway } from './spawn-gateway.ts'

/** Rounds that fill what is to be remembered, and rounds that must add nothing. */
const [WARM, ROUNDS] = [4, 20]
/** Of the corpus, each round takes one in so many, another one each time. */
const SHARE = 4
/** Two kilobytes lost with each request of the rounds would be 6 MB; pools breathe. */
const FLAT_MB = 5
/** What may be remembered of all documents that strangers send. */
const REMEMBERED_MB = 100

let database: MigratedDatabase
let gateway: SpawnedGateway
const agent = new Agent({ keepAlive: true, maxSockets: 4 })
beforeAll(async () => {
  database = await openTestDatabase()
  await insertMarket(database.sql, { leases: 200, chainId: CHAIN_ID })
  gateway = await spawnGateway({ databaseUrl: database.url, chainId: CHAIN_ID })
})
afterAll(async () => {
  agent.destroy()
  await gateway.end()
  await database.close()
})

async function sendAll(requests: readonly AbuseRequest[]): Promise<void> {
  const waiting = [...requests]
  const sendOn = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      await send(gateway.url, next, agent)
  }
  await Promise.all(Array.from({ length: 4 }, sendOn))
}

const round = (n: number) => corpus.filter((_, at) => at % SHARE === n % SHARE).map(({ request }) => request)

describe('the memory of the gateway', () => {
  it('does not follow the number of different documents', { timeout: 120_000 }, async () => {
    const before = await gateway.usedMb()
    const valid = (n: number) =>
      document(`{ network { chainId } leases(first: 1, filter: { dseq: ${n} }) { nodes { id } } }`)
    const invalid = (n: number) => document(`{ nothing${n} network { alsoNothing${n} } }`)
    const long = (n: number) => document(`{ __typename } #${n}${'x'.repeat(30_000)}`)
    const registered = (n: number): AbuseRequest => {
      const query = `{ a${n}: __typename } #${'x'.repeat(5_000)}`
      const sha256Hash = createHash('sha256').update(query).digest('hex')
      return {
        ...document(''),
        body: JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
      }
    }
    const kinds = [valid, invalid, long, registered]
    await sendAll(Array.from({ length: 6_000 }, (_, n) => (kinds[n % kinds.length] ?? valid)(n)))
    const after = await gateway.usedMb()
    console.log(`MB in use before and after 6000 documents: ${before.toFixed(1)}, ${after.toFixed(1)}`)
    expect(after - before).toBeLessThan(REMEMBERED_MB)
  })

  // The same texts each time: what is remembered of new ones has a bound of its own, above.
  it(`stays as it is over ${ROUNDS} rounds of abuse`, { timeout: 240_000 }, async () => {
    for (let n = 0; n < WARM; n++) await sendAll(round(n))
    const used = [await gateway.usedMb()]
    for (let n = 0; n < ROUNDS; n++) {
      await sendAll(round(WARM + n))
      if (n % SHARE === SHARE - 1) used.push(await gateway.usedMb())
    }
    console.log(`MB in use after every ${SHARE} rounds: ${used.map((mb) => mb.toFixed(1)).join(', ')}`)
    const [first = 0, last = 0] = [used[1], used.at(-1)]
    expect(last - first).toBeLessThan(FLAT_MB)
  })
})
