import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConcreteRequest, ReaderFragment } from 'relay-runtime'

const root = fileURLToPath(new URL('../..', import.meta.url))
const compiler = join(root, 'node_modules/relay-compiler/cli.js')
const COMPILE_LIMIT_MS = 30_000

/** What a frontend would have in a component: a list with a pagination fragment, rows that refetch themselves, a feed. */
const component = `
graphql\`
  query LeasesPageQuery($count: Int!, $filter: LeaseFilter) {
    ...LeasesPage_list @arguments(count: $count, filter: $filter)
  }
\`
graphql\`
  fragment LeasesPage_list on Query
  @refetchable(queryName: "LeasesPagePaginationQuery")
  @argumentDefinitions(count: { type: "Int" }, cursor: { type: "Cursor" }, filter: { type: "LeaseFilter" }) {
    leases(first: $count, after: $cursor, filter: $filter) @connection(key: "LeasesPage_leases") {
      edges { node { id ...LeasesPage_row } }
    }
  }
\`
graphql\`
  fragment LeasesPage_row on Lease @refetchable(queryName: "LeasesPageRowQuery") {
    dseq
    state
    provider { id address hostUri }
  }
\`
graphql\`
  query LeasesPageProviderQuery($address: Address!) {
    provider(address: $address) { id hostUri }
  }
\`
`

export interface RelayProject {
  request(name: string): ConcreteRequest
  fragment(name: string): ReaderFragment
  /** What the compiler wrote to its file of persisted queries: text by id. Empty where it did not persist. */
  readonly persisted: Readonly<Record<string, string>>
  /** Removes the folder. */
  end(): void
}

/** Compiles the component against schema.graphql by the real compiler, in a folder of its own. */
export function compileRelayProject({ persist }: { readonly persist: boolean }): RelayProject {
  const folder = mkdtempSync(join(tmpdir(), 'ipgw-relay-'))
  const [source, artifacts, persisted] = ['src', 'artifacts', 'persisted.json'].map((name) =>
    join(folder, name),
  )
  if (source === undefined || artifacts === undefined || persisted === undefined)
    throw new TypeError('three paths')
  mkdirSync(source)
  mkdirSync(artifacts)
  copyFileSync(join(root, 'schema.graphql'), join(folder, 'schema.graphql'))
  writeFileSync(join(source, 'LeasesPage.js'), component)
  writeFileSync(persisted, '{}')
  const config = {
    src: './src',
    schema: './schema.graphql',
    language: 'javascript',
    artifactDirectory: './artifacts',
    eagerEsModules: false,
    ...(persist ? { persistConfig: { file: './persisted.json', algorithm: 'SHA256' } } : {}),
  }
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config))
  execFileSync(process.execPath, [compiler, '--noWatchman', '--output', 'quiet-with-errors'], {
    cwd: folder,
    timeout: COMPILE_LIMIT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const load = createRequire(join(folder, 'main.js'))
  const artifact = (name: string): unknown => load(join(artifacts, `${name}.graphql.js`))
  return {
    request: (name) => artifact(name) as ConcreteRequest,
    fragment: (name) => artifact(name) as ReaderFragment,
    persisted: JSON.parse(readFileSync(persisted, 'utf8')),
    end: () => rmSync(folder, { recursive: true, force: true }),
  }
}
