import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { freePort } from '#platform/free-port.ts'
import type { Bed } from './index-bed.ts'
import type { BenchNode } from './spawn-node.ts'

/** Indexer and gateway in one process of their own, as `ipgw dev` runs them. */
export interface GatewayProcess {
  readonly url: string
  /** Resident memory, MB. */
  residentMb(): number
  query(query: string): Promise<unknown>
  close(): Promise<void>
}

export async function startGatewayProcess(bed: Bed, node: BenchNode): Promise<GatewayProcess> {
  const port = await freePort()
  const env = {
    ...process.env,
    NETWORK: 'custom',
    CHAIN_RPC_URLS: node.url,
    CHAIN_ID: node.chainId,
    DATABASE_URL: bed.url,
    PORT: String(port),
    LOG_LEVEL: 'warn',
  }
  const child = spawn(process.execPath, ['bin/ipgw.js', 'dev'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(url)
  const query = async (text: string) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: text }),
    })
    return answer.json()
  }
  await untilSteady(query)
  return { url, query, residentMb: () => residentMb(child), close: () => end(child) }
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new TypeError('the gateway did not get ready within a minute')
}

/** History is in and the first blocks were followed: from here on it is as it will be for months. */
async function untilSteady(query: (text: string) => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const answer = JSON.stringify(await query('{ network { history { complete } } }'))
    if (answer.includes('"complete":true')) return new Promise((resolve) => setTimeout(resolve, 5_000))
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new TypeError('the history was not read within five minutes')
}

function residentMb(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
