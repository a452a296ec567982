// PostGraphile on our tables: no watching, no GraphiQL. Usage: node server.js DATABASE_URL PORT POOL_SIZE WORKERS
import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { jsonPgSmartTags } from 'postgraphile/utils'

const [connectionString, port, poolSize, workers] = process.argv.slice(2)

// Our tables have no foreign keys; these say what they would be, and name the fields.
const relations = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      ...Object.fromEntries(
        ['cursor', 'writer', 'stage', 'quarantine'].map((name) => [name, { tags: { behavior: '-*' } }]),
      ),
      provider: { attribute: { active_lease_count: { tags: { behavior: '+orderBy' } } } },
      lease: {
        attribute: { state: { tags: { behavior: '+filterBy' } } },
        tags: {
          foreignKey: [
            '(provider) references provider (address)|@fieldName provider_record|@foreignFieldName leases',
            '(deployment_key) references deployment (key)|@fieldName deployment|@foreignFieldName leases',
            '(seen_height) references block (height)|@fieldName seen_block|@behavior -list -connection',
          ],
        },
      },
      deployment_group: {
        tags: {
          foreignKey:
            '(deployment_key) references deployment (key)|@fieldName deployment|@foreignFieldName groups',
        },
      },
      provider_audit: {
        tags: {
          foreignKey:
            '(provider) references provider (address)|@fieldName provider_record|@foreignFieldName audit',
        },
      },
      change: {
        tags: {
          foreignKey: '(lease_key) references lease (key)|@fieldName lease|@foreignFieldName events',
        },
      },
    },
  },
})

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [relations],
  pgServices: [
    makePgService({
      connectionString,
      schemas: ['public'],
      pubsub: false,
      poolConfig: { max: Number(poolSize) },
    }),
  ],
  grafserv: { port: Number(port), graphiql: false, watch: false, websockets: false },
  grafast: { explain: false },
}

const instance = postgraphile(preset)
if (process.env.PRINT_SCHEMA) {
  const { printSchema } = await import('postgraphile/graphql')
  console.log(printSchema(await instance.getSchema()))
  process.exit(0)
}
if (cluster.isPrimary && Number(workers) > 1) {
  for (let number = 0; number < Number(workers); number++) cluster.fork()
  process.on('SIGTERM', () => process.exit())
} else {
  const server = createServer()
  server.on('error', (error) => {
    console.error(error)
    process.exit(1)
  })
  await instance.createServ(grafserv).addTo(server)
  server.listen(Number(port), '127.0.0.1', () => console.log('ready'))
}
