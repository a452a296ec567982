import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { Failure } from '#domain/failure.ts'
import type { Parts, ProgramName } from './command-lines.ts'
import type { Place } from './place.ts'
import type { RunningProgram } from './program.ts'
import type { MetallbVersion } from './versions.ts'

/** MetalLB starts over when it finds no API server, and waits longer each time. */
const PATIENCE_MS = 90_000
const ONE_TRY_MS = 5_000

interface Sign {
  readonly url: string
  /** What the answer says once the program works; by default any answer but an error does. */
  readonly says?: RegExp
}

export interface Watched {
  readonly place: Place
  readonly parts: Parts
  readonly program: RunningProgram
}

/** Resolves when the program does its work. Throws TIMED_OUT when that takes too long, INTERNAL when it ends again and again. */
export async function waitFor(name: ProgramName, { place, parts, program }: Watched): Promise<void> {
  const { url, says } = sign(name, parts, place)
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(50)) {
    program.mustRun()
    const text = await read(url, place.token)
    if (text !== undefined && (says?.test(text) ?? true)) return
  }
  throw new Failure('TIMED_OUT', `${name} is not ready after ${PATIENCE_MS} ms`)
}

function sign(name: ProgramName, { metallb }: Parts, { server, ports }: Place): Sign {
  if (name === 'etcd') return { url: `http://127.0.0.1:${ports.etcd}/health` }
  if (name === 'apiserver') return { url: `${server}/readyz` }
  if (name === 'controller-manager') return { url: `https://127.0.0.1:${ports.controllerManager}/healthz` }
  // It says that it is ready long before it has read its pools.
  return {
    url: metricsUrl(metallb, ports.metallbMetrics) ?? '',
    says: /^metallb_k8s_client_config_loaded_bool 1$/m,
  }
}

/** Undefined without MetalLB. */
export function metricsUrl(metallb: MetallbVersion | 'none', port: number): string | undefined {
  if (metallb === 'none') return undefined
  return `${metallb === '0.14.9' ? 'http' : 'https'}://127.0.0.1:${port}/metrics`
}

/** Certificates made at the start of a program that we started ourselves say nothing more. */
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })

/** The text of a good answer. Nobody there yet, or an error: undefined. */
async function read(url: string, token: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(ONE_TRY_MS)
    const answer = await request(url, { dispatcher, signal, headers: { authorization: `Bearer ${token}` } })
    const text = await answer.body.text()
    return answer.statusCode < 300 ? text : undefined
  } catch {
    return undefined
  }
}
