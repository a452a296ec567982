import { createGateway } from '#gateway/create-gateway.ts'
import { type Listener, listen } from '#gateway/listen.ts'
import type { Metrics } from '#platform/metrics.ts'
import { randomId } from '#platform/random-id.ts'
import type { CommandContext } from '../command.ts'
import { packageVersion } from '../package-root.ts'
import { type DatabasePlace, openPool } from './database.ts'

const GATEWAY_CONNECTIONS = 10

/** Serves GraphQL and the ops pages on HOST:PORT until the end. */
export async function openGateway(
  context: CommandContext,
  place: DatabasePlace,
  metrics: Metrics,
): Promise<Listener> {
  const { settings, scope, log, clock } = context
  const gateway = await createGateway({
    sql: openPool(context, { url: place.readUrl, max: GATEWAY_CONNECTIONS, name: 'gateway' }),
    chainId: settings.chainId,
    version: packageVersion(),
    clock,
    makeId: randomId,
    log: log.child({ room: 'gateway' }),
    metrics,
  })
  scope.defer('the gateway', () => gateway.close())
  const listener = await listen(gateway.app, settings)
  scope.defer('the listener', () => listener.close())
  return listener
}
