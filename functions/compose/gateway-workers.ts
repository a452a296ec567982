import { startWorkers } from '#platform/workers.ts'
import type { CommandContext } from '../command.ts'
import type { DatabasePlace } from './database.ts'

/** Workers let running answers end, which takes longer than closing most other things. */
const CLOSE_LIMIT_MS = 20_000

/**
 * As many processes of this same command as GATEWAY_WORKERS says, on one port and one database; what is for all of them,
 * database connections and cache, is divided between them. Resolves with the base URL when each listens.
 */
export async function openGatewayWorkers(context: CommandContext, place: DatabasePlace): Promise<string> {
  const { settings, scope, log, clock } = context
  const { gatewayWorkers: workers, traffic } = settings
  const { connections, cacheBytes } = traffic
  const [, script = '', ...args] = process.argv
  const running = await startWorkers({
    count: workers,
    script,
    args,
    env: {
      DATABASE_URL: place.url,
      DATABASE_READ_URL: place.readUrl,
      GATEWAY_CONNECTIONS: String(Math.ceil(connections / workers)),
      RESPONSE_CACHE_MB: String(Math.floor(cacheBytes / 1024 ** 2 / workers)),
    },
    clock,
    random: Math.random,
    log: log.child({ room: 'gateway' }),
  })
  scope.defer('the workers', () => running.close(), CLOSE_LIMIT_MS)
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return `http://${host}:${running.port}`
}
