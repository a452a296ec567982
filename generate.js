// Writes every generated file of the repository; `node generate.js --check` fails where one would change.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('.', import.meta.url))
const bin = (name) => join(root, 'node_modules', '.bin', name)

/** One step writes one folder: `out` is where it belongs, `write(folder)` fills any other one the same way. */
const steps = [{ name: 'protobuf', out: 'src/chain/wire/generated', write: writeProtobuf }]

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

/** Relative path → content of every file below a folder; empty where there is none. */
function contents(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const paths = found.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort()
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

function differences(step) {
  const fresh = mkdtempSync(join(tmpdir(), 'ipgw-generate-'))
  try {
    step.write(fresh)
    const [want, have] = [contents(fresh), contents(resolve(root, step.out))]
    return [...new Set([...want.keys(), ...have.keys()])].filter((path) => want.get(path) !== have.get(path))
  } finally {
    rmSync(fresh, { recursive: true })
  }
}

function check() {
  const stale = steps.flatMap((step) => differences(step).map((path) => join(step.out, path)))
  for (const path of stale) console.error(`${path} is not what generate.js writes: run npm run generate`)
  process.exitCode = stale.length === 0 ? 0 : 1
}

if (process.argv.includes('--check')) check()
else for (const step of steps) step.write(resolve(root, step.out))
