// Writes every generated file of the repository; `node generate.js --check` fails where one would change.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codegen } from '@graphql-codegen/core'
import * as typescriptPlugin from '@graphql-codegen/typescript'
import * as resolversPlugin from '@graphql-codegen/typescript-resolvers'
import { build } from 'esbuild'
import { parse } from 'graphql'

const root = fileURLToPath(new URL('.', import.meta.url))
const bin = (name) => join(root, 'node_modules', '.bin', name)

/** One step writes one folder or file: `out` is where it belongs, `write(path)` fills any other one the same way. */
const steps = [
  { name: 'protobuf', out: 'src/chain/wire/generated', write: writeProtobuf },
  { name: 'graphql', out: 'src/gateway/schema.generated.ts', write: writeGraphql },
  { name: 'errors', out: 'docs/errors.md', write: writeErrors },
]

const protobufOptions = [
  'forceLong=bigint',
  'esModuleInterop=true',
  'importSuffix=.ts',
  'fileSuffix=.generated',
  'env=both',
  'enumsAsLiterals=true',
  'unrecognizedEnum=false',
  'outputServices=false',
  'outputJsonMethods=false',
  'outputPartialMethods=false',
  'outputExtensions=false',
  'exportCommonSymbols=false',
  'useExactTypes=false',
]

function writeProtobuf(folder) {
  const plugin = { local: bin('protoc-gen-ts_proto'), out: folder, opt: protobufOptions }
  const template = JSON.stringify({ version: 'v2', clean: true, plugins: [plugin] })
  execFileSync(bin('buf'), ['generate', 'src/chain/wire/proto', '--template', template], {
    cwd: root,
    stdio: 'inherit',
  })
}

const graphqlOptions = {
  contextType: './context.ts#Context',
  enumsAsTypes: true,
  useTypeImports: true,
  strictScalars: true,
  importExtension: '',
  emitLegacyCommonJSImports: false,
  defaultScalarType: 'unknown',
  // Every field has a resolver, so that the compiler says where one is missing.
  avoidOptionals: { resolvers: true, defaultValue: true },
  immutableTypes: true,
  scalars: {
    ID: 'string',
    UInt64: { input: 'bigint', output: 'bigint | number | string' },
    Decimal: 'string',
    Address: 'string',
    Cursor: 'string',
    DateTime: 'Date',
    JSON: { input: 'unknown', output: 'unknown' },
  },
  mappers: Object.fromEntries(
    [
      ['Network', 'NetworkParent'],
      ['Evidence', 'EvidenceParent'],
      ['Provider', 'ProviderRow'],
      ['Deployment', 'DeploymentRow'],
      ['Escrow', 'EscrowRow'],
      ['DeploymentGroup', 'GroupRow'],
      ['Order', 'OrderRow'],
      ['Bid', 'BidRow'],
      ['Lease', 'LeaseRow'],
      ['LeaseReclaim', 'ReclaimParent'],
      ['Change', 'ChangeParent'],
      ['PageInfo', 'PageInfoParent'],
      ['LeaseConnection', 'LeaseConnectionParent'],
      ['ProviderConnection', 'ProviderConnectionParent'],
      ['OrderConnection', 'OrderConnectionParent'],
      ['ChangeConnection', 'ChangeConnectionParent'],
    ].map(([type, parent]) => [type, `./parent.ts#${parent}`]),
  ),
}

/** The types of schema.graphql and of its resolvers, and its text, so that nothing reads the file when it runs. */
async function writeGraphql(path) {
  const text = readFileSync(join(root, 'schema.graphql'), 'utf8')
  const types = await codegen({
    filename: path,
    schema: parse(text),
    documents: [],
    config: graphqlOptions,
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript: typescriptPlugin, resolvers: resolversPlugin },
  })
  const note = '// Written by generate.js from schema.graphql.\n'
  writeFileSync(
    path,
    `${note}${types}\n/** The text of schema.graphql. */\nexport const schemaText = ${JSON.stringify(text)}\n`,
  )
}

async function writeErrors(path) {
  const entryPoint = join(root, 'src/domain/failure.ts')
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    format: 'esm',
    write: false,
  })
  const { codes } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  )
  writeFileSync(path, errorsPage(codes))
}

function errorsPage(codes) {
  const table = (isPublic) =>
    Object.entries(codes)
      .filter(([, rule]) => rule.isPublic === isPublic)
      .map(([code, rule]) => `| \`${code}\` | ${rule.meaning} | ${rule.retry} | ${rule.status} |`)
  const head = ['| code | meaning | trying again helps | HTTP status |', '|---|---|---|---|']
  return [
    '<!-- Written by generate.js from src/domain/failure.ts. -->',
    '# Errors',
    '',
    'Every GraphQL error carries one of these in `extensions.code`; its message is meant for the reader.',
    'The HTTP status is that of a request that fails as a whole; where a part of an answer fails, it is 200.',
    '',
    ...head,
    ...table(true),
    ...table(false).filter((row) => row.startsWith('| `INTERNAL`')),
    '',
    'Codes of the log and of `/status`. Clients see `INTERNAL` and an id that is in the log beside the real code.',
    '',
    ...head,
    ...table(false).filter((row) => !row.startsWith('| `INTERNAL`')),
    '',
  ].join('\n')
}

/** Relative path → content of a file, or of every file below a folder; empty where there is none. */
function contents(folder) {
  if (!existsSync(folder)) return new Map()
  if (statSync(folder).isFile()) return new Map([['', readFileSync(folder, 'utf8')]])
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const paths = found.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort()
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

async function differences(step) {
  const folder = mkdtempSync(join(tmpdir(), 'ipgw-generate-'))
  try {
    const fresh = join(folder, basename(step.out))
    await step.write(fresh)
    const [want, have] = [contents(fresh), contents(resolve(root, step.out))]
    const paths = [...new Set([...want.keys(), ...have.keys()])]
    return paths.filter((path) => want.get(path) !== have.get(path)).map((path) => join(step.out, path))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function check() {
  const stale = []
  for (const step of steps) stale.push(...(await differences(step)))
  for (const path of stale) console.error(`${path} is not what generate.js writes: run npm run generate`)
  process.exitCode = stale.length === 0 ? 0 : 1
}

if (process.argv.includes('--check')) await check()
else for (const step of steps) await step.write(resolve(root, step.out))
