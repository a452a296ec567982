import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#domain/failure.ts'
import { freePort } from '#platform/free-port.ts'
import { buildProgram } from '../chaos/program.ts'
import type { KubeConfig } from '../contract/kube-api.ts'
import type { Promises } from './checker/scenario-log.ts'
import { writeKubeconfig } from './kubeconfig-file.ts'
import type { LeaseChain } from './lease-chain.ts'

export interface AgentOptions {
  readonly config: KubeConfig
  readonly chain: Pick<LeaseChain, 'url' | 'chainId'>
  /** Whose leases it serves. */
  readonly provider: string
  readonly promises: Promises
  /** VANISH_GRACE; whole seconds. */
  readonly vanishGraceMs: number
}

/** `ipgw agent` as a process of its own, which can be killed and comes back. */
export interface AgentProcess {
  /** Its REST, http://host:port. */
  readonly url: string
  /** Everything that it said so far, restarts included. */
  text(): string
  /** Runs `ipgw` with these words and the agent's settings, to its end. */
  run(...words: readonly string[]): Promise<Ran>
  /** SIGKILL, and starts another one. */
  restart(): Promise<void>
  /** SIGKILL for good; its files are removed. */
  stop(): Promise<void>
}

export interface Ran {
  readonly code: number | null
  /** Both of its outputs. */
  readonly text: string
}

const PATIENCE_MS = 30_000

/** Resolves when it serves its REST. Throws INTERNAL with what it said when it ends before. */
export async function startAgent(options: AgentOptions): Promise<AgentProcess> {
  const program = await buildProgram()
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-agent-'))
  const kubeconfig = join(directory, 'kubeconfig.json')
  writeKubeconfig(kubeconfig, options.config)
  const port = await freePort()
  const env = settingsOf(options, kubeconfig, port)
  let text = ''
  const launch = () => {
    const child = spawn(process.execPath, [program.path, 'agent'], {
      env,
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
    return child
  }
  let child = launch()
  const url = `http://127.0.0.1:${port}`
  await serves(url, () => (child.exitCode === null ? null : text))
  return {
    url,
    text: () => text,
    run: (...words) => ran(spawn(process.execPath, [program.path, ...words], { env, cwd: directory })),
    async restart() {
      await killed(child)
      child = launch()
    },
    async stop() {
      await killed(child)
      program.remove()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function settingsOf(options: AgentOptions, kubeconfig: string, port: number) {
  const { chain, provider, promises } = options
  return {
    PATH: process.env.PATH,
    LOG_FORMAT: 'json',
    AGENT_MODE: 'drive',
    KUBECONFIG: kubeconfig,
    NETWORK: 'custom',
    CHAIN_ID: chain.chainId,
    CHAIN_RPC_URLS: chain.url,
    PROVIDER: provider,
    AGENT_LISTEN: `127.0.0.1:${port}`,
    HOLD_AFTER_CLOSE: seconds(promises.holdAfterCloseMs),
    QUARANTINE: seconds(promises.quarantineMs),
    VANISH_GRACE: seconds(options.vanishGraceMs),
    MAX_HOLDS_PER_OWNER: '100',
  }
}

const seconds = (ms: number) => `${Math.ceil(ms / 1_000)}s`

async function serves(url: string, ended: () => string | null): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(50)) {
    const last = ended()
    if (last !== null) throw new Failure('INTERNAL', `the agent ended:\n${last}`)
    const answer = await fetch(`${url}/health`).catch(() => null)
    if (answer?.status === 200) return
  }
  throw new Failure('TIMED_OUT', `the agent does not serve ${url}/health`)
}

async function ran(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  const [code] = await once(child, 'close')
  return { code, text }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
