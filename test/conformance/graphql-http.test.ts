import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listener, listen } from '#gateway/listen.ts'
import { openTestGateway, type TestGateway } from '#gateway/test-gateway.ts'

/** The audits of the GraphQL-over-HTTP specification, each against a gateway that listens on a port. */
let gateway: TestGateway
let listener: Listener
beforeAll(async () => {
  gateway = await openTestGateway()
  listener = await listen(gateway, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await listener.close()
  await gateway.end()
})

const audits = serverAudits({ url: () => `${listener.url}/graphql` })

describe('GraphQL over HTTP', () => {
  it('is audited in full', () => {
    expect(audits.length).toBeGreaterThanOrEqual(60)
  })

  it.each(audits.map(({ id, name, fn }) => [id, name, fn] as const))('%s %s', async (_id, _name, audit) => {
    const result = await audit()
    expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok')
  })
})
