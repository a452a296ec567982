import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'esbuild'

/** Longer takes no start and no answer. */
const PATIENCE_MS = 30_000

export interface SpawnedGateway {
  readonly url: string
  /** Memory in use once the garbage is gone, MB. */
  usedMb(): Promise<number>
  /** CPU time that it has used so far, ms. */
  cpuMs(): Promise<number>
  end(): Promise<void>
}

export interface SpawnOptions {
  readonly databaseUrl: string
  readonly chainId: string
}

/** A gateway in a process of its own, bundled from the sources as they are. */
export async function spawnGateway({ databaseUrl, chainId }: SpawnOptions): Promise<SpawnedGateway> {
  const program = resolve('dist', 'test', `abuse-${process.pid}-${performance.now()}.mjs`)
  await build({
    entryPoints: ['test/abuse/gateway-process.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
  })
  const child = fork(program, [databaseUrl, chainId], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { url } = await told(child)
  const state = async () => {
    child.send('state')
    return told(child)
  }
  const usedMb = async () => Number((await state()).usedMb)
  const cpuMs = async () => Number((await state()).cpuMs)
  const end = async () => {
    const gone = once(child, 'exit')
    child.disconnect()
    await gone
    rmSync(program, { force: true })
  }
  return { url: String(url), usedMb, cpuMs, end }
}

/** The next thing that the process says. Throws where it ends or is silent. */
async function told(child: ChildProcess): Promise<Readonly<Record<string, unknown>>> {
  const enough = new AbortController()
  const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(PATIENCE_MS)])
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new TypeError('the gateway ended')
  })
  const spoke = once(child, 'message', { signal })
  try {
    const [message] = await Promise.race([spoke, ended])
    return message
  } finally {
    // Takes the other listener away; that it was not needed is no news.
    enough.abort()
    await Promise.allSettled([ended, spoke])
  }
}
