import { readFileSync } from 'node:fs'
import { Failure } from '#domain/failure.ts'
import { createGateway } from '#gateway/create-gateway.ts'
import { readManifest } from '#gateway/document/read-manifest.ts'
import { type Listener, listen } from '#gateway/listen.ts'
import type { Metrics } from '#platform/metrics.ts'
import { randomId } from '#platform/random-id.ts'
import type { CommandContext } from '../command.ts'
import { packageVersion, pagesFolder } from '../package-root.ts'
import { type DatabasePlace, openReadPool } from './database.ts'

/** Serves GraphQL and the ops pages on HOST:PORT until the end. */
export async function openGateway(
  context: CommandContext,
  place: DatabasePlace,
  metrics: Metrics,
): Promise<Listener> {
  const { settings, scope, log, clock } = context
  const gateway = await createGateway({
    sql: openReadPool(context, place.url, 'gateway'),
    replica:
      settings.databaseReadUrl === null ? null : openReadPool(context, place.readUrl, 'gateway replica'),
    traffic: settings.traffic,
    fastPath: settings.fastPath,
    random: Math.random,
    chainId: settings.chainId,
    version: packageVersion(),
    clock,
    makeId: randomId,
    log: log.child({ room: 'gateway' }),
    metrics,
    pagesFolder: settings.graphiql ? pagesFolder() : null,
    introspection: settings.introspection,
    persisted: { listed: listedDocuments(settings.persistedDocuments), only: settings.persistedOnly },
  })
  scope.defer('the gateway', () => gateway.close())
  const listener = await listen(gateway, settings)
  scope.defer('the listener', () => listener.close())
  return listener
}

/** Throws BAD_SETTING where the file cannot be read or is not what it must be. */
function listedDocuments(path: string | null): ReadonlyMap<string, string> {
  if (path === null) return new Map()
  let json: string
  try {
    json = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Failure(
      'BAD_SETTING',
      `PERSISTED_DOCUMENTS=${path}: the file cannot be read`,
      { path },
      { cause },
    )
  }
  return readManifest(json)
}
