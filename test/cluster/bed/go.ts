import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { Failure } from '#domain/failure.ts'
import { OLDEST_GO } from './versions.ts'

const run = promisify(execFile)

/** Builds are reproducible and need no C compiler; workspaces and flags of the developer's own stay out. */
const environment = {
  ...process.env,
  CGO_ENABLED: '0',
  GOFLAGS: '-buildvcs=false',
  GOWORK: 'off',
  GO111MODULE: 'on',
}

/** How much of a failed build's output is told, characters. */
const OUTPUT_TAIL = 4_000
const REPORT_EVERY_MS = 30_000

/** Throws BAD_SETTING, saying what is missing, unless a Go that is new enough stands on PATH. */
export async function requireGo(): Promise<void> {
  if (process.platform !== 'linux')
    throw new Failure('BAD_SETTING', `The test cluster needs Linux; this is ${process.platform}`)
  const wanted = `Go ${OLDEST_GO.join('.')} or newer`
  const found = await run('go', ['env', 'GOVERSION'], { env: environment }).catch((cause: unknown) => {
    throw new Failure(
      'BAD_SETTING',
      `The test cluster needs ${wanted} on PATH to build its programs`,
      {},
      { cause },
    )
  })
  const version = found.stdout.trim()
  const [major = 0, minor = 0] = version.replace(/^go/, '').split('.').map(Number)
  if (major > OLDEST_GO[0] || (major === OLDEST_GO[0] && minor >= OLDEST_GO[1])) return
  throw new Failure(
    'BAD_SETTING',
    `The test cluster needs ${wanted} on PATH to build its programs; found ${version}`,
  )
}

export interface GoBuild {
  /** What is told while it goes on. */
  readonly what: string
  readonly args: readonly string[]
  readonly directory: string
  /** Where `go install` puts what it builds. */
  readonly into?: string
}

/** Runs go, telling every half minute that it still does. Throws INTERNAL with the end of its output where it fails. */
export async function go(build: GoBuild): Promise<void> {
  const startedMs = performance.now()
  const seconds = () => Math.round((performance.now() - startedMs) / 1_000)
  const env = build.into === undefined ? environment : { ...environment, GOBIN: build.into }
  const child = spawn('go', build.args, { cwd: build.directory, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-OUTPUT_TAIL)
    })
  const report = setInterval(() => console.log(`cluster: … ${build.what}, ${seconds()} s`), REPORT_EVERY_MS)
  const [code] = await once(child, 'close').finally(() => clearInterval(report))
  if (code !== 0) throw new Failure('INTERNAL', `go could not build ${build.what}:\n${output}`)
  console.log(`cluster: ${build.what}: built in ${seconds()} s`)
}

/** Where the sources of a module lie once they are fetched. */
export async function moduleDirectory(module: string): Promise<string> {
  const { stdout } = await run('go', ['mod', 'download', '-json', module], { env: environment })
  return String(JSON.parse(stdout).Dir)
}
