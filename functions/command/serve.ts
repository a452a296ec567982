import cluster from 'node:cluster'
import { createMetrics } from '#platform/metrics.ts'
import { type Command, type CommandContext, exitCodes } from '../command.ts'
import { databasePlace } from '../compose/database.ts'
import { openGateway } from '../compose/gateway.ts'
import { openGatewayWorkers } from '../compose/gateway-workers.ts'
import { untilAborted } from '../until-aborted.ts'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'the gateway alone: GraphQL on HOST:PORT over what is indexed',
  options: {},
  async run(context) {
    const place = await databasePlace(context)
    if (cluster.isPrimary && context.settings.gatewayWorkers > 1)
      announce(context, await openGatewayWorkers(context, place))
    else await serveHere(context, place)
    await untilAborted(context.scope.signal)
    return exitCodes.success
  },
}

async function serveHere(context: CommandContext, place: Parameters<typeof openGateway>[1]): Promise<void> {
  // The channel to the primary would keep this process alive; what ends it first, however, is the last to be closed.
  if (cluster.isWorker) context.scope.defer('the channel to the primary', () => process.disconnect())
  const listener = await openGateway(context, place, createMetrics({ processMetrics: true }))
  if (cluster.isPrimary) announce(context, listener.url)
}

const announce = ({ log }: CommandContext, url: string) => log.info({ url }, `GraphQL at ${url}/graphql`)
