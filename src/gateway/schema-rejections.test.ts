import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { TestGateway } from './test-gateway.ts'
import { openTestWorld } from './test-world.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestWorld({ fastPath: false })
})
afterAll(() => gateway.end())

const lost: unknown[] = []
const note = (reason: unknown) => lost.push(reason)
beforeEach(() => {
  process.on('unhandledRejection', note)
})
afterEach(() => {
  process.off('unhandledRejection', note)
})

// The first lease has ended, so that its closedAt is waited for; the second refuses at once.
it('loses no promise where the items of a list refuse an argument', async () => {
  const { data } = await gateway.ask('{ leases(first: 1) { edges { cursor } } }')
  const after = data.leases.edges[0].cursor
  const { errors } = await gateway.ask(
    `query ($after: Cursor) { leases(orderBy: CREATED_ASC) { edges { node { closedAt events(after: $after) { nodes { id } } } } } }`,
    { after },
  )
  expect(errors?.[0]?.message).toMatch(/is a cursor of another list/)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(lost).toEqual([])
})
