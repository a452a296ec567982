import { createMetrics } from '#platform/metrics.ts'
import { type Command, exitCodes } from '../command.ts'
import { databasePlace } from '../compose/database.ts'
import { openGateway } from '../compose/gateway.ts'
import { untilAborted } from '../until-aborted.ts'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'the gateway alone: GraphQL on HOST:PORT over what is indexed',
  options: {},
  async run(context) {
    const place = await databasePlace(context)
    const listener = await openGateway(context, place, createMetrics({ processMetrics: true }))
    context.log.info({ url: listener.url }, `GraphQL at ${listener.url}/graphql`)
    await untilAborted(context.scope.signal)
    return exitCodes.success
  },
}
