import { listen } from '#gateway/listen.ts'
import { CHAIN_ID, openTestGateway, type TestGateway, type TestOptions } from '#gateway/test-gateway.ts'
import { insertMarket } from './insert-market.ts'

/** Leases of the market below. */
export const LEASES = 500

/** A gateway behind a real socket, over a database with a market in it. */
export interface RunningGateway extends TestGateway {
  /** Base URL, without a slash at the end. */
  readonly url: string
  /** Where GraphQL is. */
  readonly graphqlUrl: string
}

export async function startRunningGateway({
  leases = LEASES,
  ...options
}: TestOptions & { readonly leases?: number } = {}): Promise<RunningGateway> {
  const gateway = await openTestGateway(options)
  await insertMarket(gateway.database.sql, { leases, chainId: CHAIN_ID })
  const listener = await listen(gateway, { host: '127.0.0.1', port: 0 })
  const end = async () => {
    await listener.close()
    await gateway.end()
  }
  return { ...gateway, url: listener.url, graphqlUrl: `${listener.url}/graphql`, end }
}
