import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Log } from '#platform/log.ts'
import type { Context } from './context.ts'
import type { FormatError } from './error.ts'

/** Documents that are being answered, by their sha256: Apollo takes them from here instead of parsing their text. */
export type HandedDocuments = LRUCache<string, DocumentNode>

/** More than the database answers at once; Apollo would parse one that it misses. */
const MAX_HANDED = 100

export interface GraphqlServerOptions {
  readonly schema: GraphQLSchema
  readonly log: Log
  readonly formatError: FormatError
}

export interface GraphqlServer {
  readonly server: ApolloServer<Context>
  readonly handed: HandedDocuments
}

/**
 * Apollo as an executor: what comes before execution is done by http/ and document/. Without what it does by default
 * for its own platform: five plugins that cost a third of the throughput.
 */
export function createGraphqlServer({ schema, log, formatError }: GraphqlServerOptions): GraphqlServer {
  const handed: HandedDocuments = new LRUCache({ max: MAX_HANDED })
  const server = new ApolloServer<Context>({
    schema,
    // Whether the schema may be asked for is decided in document/.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    // Whatever NODE_ENV says: the same behaviour everywhere.
    nodeEnv: 'production',
    maxRecursiveSelections: true,
    documentStore: documentStore(handed),
    formatError,
    logger: apolloLog(log),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  })
  return { server, handed }
}

const SHA256_CHARACTERS = 64

/** Apollo puts the hash of the schema before that of the document. */
const documentStore = (handed: HandedDocuments) => ({
  get: async (key: string) => handed.get(key.slice(-SHA256_CHARACTERS)),
  set: async () => undefined,
  delete: async () => undefined,
})

const apolloLog = (log: Log) => ({
  debug: (message: unknown) => log.debug(String(message)),
  info: (message: unknown) => log.info(String(message)),
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown) => log.error(String(message)),
})
