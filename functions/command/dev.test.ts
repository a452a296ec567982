import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRecording } from '#devnet/recorded.ts'
import { type ChainServer, startServer } from '#devnet/server.ts'
import { isAlive, readStatus } from '#platform/postgres-status.ts'

const program = join('dist', 'test', `ipgw-${process.pid}.mjs`)
const recording = fileURLToPath(new URL('../../test/recordings/scenario-a', import.meta.url))
const children: ChildProcess[] = []
let dataDir = ''
let node: ChainServer
let chain: ReturnType<typeof openRecording>

beforeAll(async () => {
  await build({
    entryPoints: ['functions/cli.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: program,
  })
  chain = openRecording(recording)
  chain.setTip(200)
  node = await startServer({ chain })
  dataDir = mkdtempSync(join(tmpdir(), 'ipgw-dev-'))
  chmodSync(dataDir, 0o755)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await node.close()
  rmSync(dataDir, { recursive: true, force: true })
  rmSync(program, { force: true })
})

/** The real process: its own Postgres, sockets and signals. */
async function start() {
  const child = spawn(process.execPath, [program, 'dev'], {
    env: {
      PATH: process.env.PATH,
      NETWORK: 'custom',
      CHAIN_ID: chain.chainId,
      CHAIN_RPC_URLS: node.url,
      DATA_DIR: dataDir,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk))
  await expect.poll(() => text, { timeout: 20_000 }).toMatch(/\/graphql\n/)
  const url = /GraphQL +(\S+)\/graphql/.exec(text)?.[1] ?? ''
  return { child, url, text: () => text }
}

const json = async (url: string) => await (await fetch(url)).json()
const isReady = async (url: string) => (await fetch(`${url}/readyz`)).status === 200
const cluster = () => join(dataDir, chain.chainId, 'pg')

test('everything comes up, Ctrl-C ends it, and the next start goes on where this one was', async () => {
  const first = await start()
  await expect.poll(() => isReady(first.url), { timeout: 20_000 }).toBe(true)
  expect(await json(`${first.url}/status`)).toMatchObject({ indexedHeight: 200, ready: true })
  const postgres = readStatus(cluster())?.pid ?? 0
  // As npm does: the terminal's signal, and the same once more.
  first.child.kill('SIGINT')
  first.child.kill('SIGINT')
  expect(await once(first.child, 'exit')).toEqual([0, null])
  expect(first.text()).not.toMatch(/"level":"(error|fatal)"/)
  expect(isAlive(postgres)).toBe(false)

  chain.setTip(300)
  const second = await start()
  await expect
    .poll(async () => await json(`${second.url}/status`), { timeout: 20_000 })
    .toMatchObject({
      indexedHeight: 300,
    })
  expect(second.text()).not.toContain('active records:')
  second.child.kill('SIGTERM')
  expect(await once(second.child, 'exit')).toEqual([0, null])
}, 90_000)

test('killed outright, it leaves no Postgres behind, and the next start goes on', async () => {
  const first = await start()
  const postgres = readStatus(cluster())?.pid ?? 0
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  for (const limit = Date.now() + 10_000; isAlive(postgres) && Date.now() < limit; ) await sleep(20)
  expect(isAlive(postgres)).toBe(false)
  const second = await start()
  await expect.poll(() => isReady(second.url), { timeout: 20_000 }).toBe(true)
  second.child.kill('SIGINT')
  expect(await once(second.child, 'exit')).toEqual([0, null])
}, 90_000)
