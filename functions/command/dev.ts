import { throwIfAborted } from '#platform/deadline.ts'
import { createMetrics } from '#platform/metrics.ts'
import { redactText } from '#platform/redact.ts'
import { migrate } from '#store/migrate.ts'
import { type Command, type CommandContext, exitCodes } from '../command.ts'
import { type DatabasePlace, databasePlace } from '../compose/database.ts'
import { openDevnet } from '../compose/devnet.ts'
import { openGateway } from '../compose/gateway.ts'
import { runIndexer } from '../compose/indexer.ts'
import { nodesOf, openSource } from '../compose/source.ts'
import { migrationsFolder, packageVersion } from '../package-root.ts'
import { welcomeText } from '../welcome-text.ts'

const FROM_NOW_ON = { from: null, until: null, once: false }

export const devCommand: Command = {
  name: 'dev',
  summary: 'everything in one process: chain (unless NETWORK names one), Postgres, indexer, GraphQL',
  options: {},
  async run(context) {
    const place = await databasePlace(context)
    throwIfAborted('the start', context.scope.signal)
    await migrate({ url: place.url, folder: migrationsFolder() })
    const nodes = context.settings.network === 'dev' ? [(await openDevnet(context)).url] : nodesOf(context)
    const source = openSource(context, nodes)
    const metrics = createMetrics({ processMetrics: true })
    const { url } = await openGateway(context, place, metrics)
    welcome(context, { url, nodes, place })
    await runIndexer(context, { place, source, metrics }, FROM_NOW_ON)
    return exitCodes.success
  },
}

interface Addresses {
  readonly url: string
  readonly nodes: readonly string[]
  readonly place: DatabasePlace
}

function welcome({ settings, print }: CommandContext, { url, nodes, place }: Addresses): void {
  const text = welcomeText({
    version: packageVersion(),
    chainId: settings.chainId,
    url,
    nodes: nodes.map(redactText),
    isDevnet: settings.network === 'dev',
    hasGraphiql: settings.graphiql,
    database: redactText(place.url),
  })
  print(text)
}
