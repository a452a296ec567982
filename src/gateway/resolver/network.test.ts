import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commit } from '#store/commit.ts'
import { commitAt, cursorAt, everything, hashAt, owner, provider, seenAt } from '#store/test-records.ts'
import { CHAIN_ID, openTestGateway, type TestGateway } from '../test-gateway.ts'

const HEAD = 2
const DAY_MS = 86_400_000

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
})
afterAll(() => gateway.end())

/** Makes a block's time known that lies so long before the head's. */
async function know(height: number, msBefore: number): Promise<void> {
  const time = new Date(cursorAt(HEAD).time.getTime() - msBefore)
  await gateway.database
    .sql`insert into block (height, hash, time) values (${height}, ${hashAt(height)}, ${time})`
}

async function asked() {
  // Requests that come at once share one look at the index.
  await setTimeout(10)
  const { data, errors } = await gateway.ask(`{
    network { providersWithIps secondsPerBlock }
    lease(id: { owner: "${owner}", dseq: 7, provider: "${provider}" }) {
      price { amount perMonth } } }`)
  expect(errors).toBeUndefined()
  return data
}

describe('the network', () => {
  it('says nothing that is not known yet', async () => {
    expect(await asked()).toEqual({ network: { providersWithIps: null, secondsPerBlock: null }, lease: null })
  })

  it('counts the providers that say they lease IPs, once all of them are known', async () => {
    const identity = { chainId: CHAIN_ID, epoch: 0 }
    const { sql } = gateway.database
    const cursor = { ...cursorAt(1), activeComplete: false }
    await commit(sql, commitAt(1, { records: seenAt(1, everything), cursor }), identity)
    expect((await asked()).network.providersWithIps).toBeNull()
    await commit(sql, commitAt(HEAD), identity)
    expect((await asked()).network.providersWithIps).toBe(1)
  })

  it('knows how fast the chain is, and what a price makes in a month, from two blocks of the last 30 days', async () => {
    await know(0, 31 * DAY_MS)
    expect(await asked()).toMatchObject({
      network: { secondsPerBlock: null },
      lease: { price: { amount: '12.5', perMonth: null } },
    })
    await know(1, 6500)
    expect(await asked()).toMatchObject({
      network: { secondsPerBlock: 6.5 },
      // 2,629,800,000 ms / 6500 = 404,584.6 blocks
      lease: { price: { amount: '12.5', perMonth: '5057312.5' } },
    })
  })
})
