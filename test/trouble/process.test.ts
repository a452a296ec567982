import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Switches } from '#devnet/fault/switches.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import { buildProgram, type Program } from '../chaos/program.ts'
import { endState, news, provable } from './end-state.ts'
import type { Status } from './indexer.ts'
import { type Lab, openLab } from './lab.ts'
import { END, type Nodes, nameOf, START, startNodes } from './nodes.ts'
import { until } from './until.ts'

// The real process, at the real speed: what the other tests of this folder show at ten times of it.

const cluster = joinTestCluster()
let lab: Lab
let program: Program
const children: ChildProcess[] = []

beforeAll(async () => {
  program = await buildProgram()
  lab = await openLab()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(async () => {
  await lab.close()
  await cluster.close()
  program.remove()
})

function run(command: string, args: readonly string[], nodes: Nodes, databaseUrl: string) {
  const child = spawn(process.execPath, [program.path, command, ...args], {
    env: {
      PATH: process.env.PATH,
      NETWORK: 'custom',
      CHAIN_ID: nodes.all[0]?.chainId,
      CHAIN_RPC_URLS: nodes.all.map(({ url }) => url).join(','),
      DATABASE_URL: databaseUrl,
      WRITER_EXPIRY_MS: '1000',
      RPC_TIMEOUT_MS: '500',
      LOG_FORMAT: 'json',
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  return { child, text: () => text, ended: once(child, 'exit') }
}

describe('ipgw dev', () => {
  it('names each trouble of a node while it lasts and goes on', async () => {
    const nodes = await startNodes(2)
    const database = await cluster.createDatabase()
    const [bad] = nodes.all
    if (bad === undefined) throw new TypeError('no node')
    const { child, text, ended } = run('dev', [], nodes, database.url)
    await until(text, (seen) => expect(seen).toMatch(/\/graphql\n/))
    const url = /GraphQL +(\S+)\/graphql/.exec(text())?.[1] ?? ''
    const status = async () => (await (await fetch(`${url}/status`)).json()) as Status
    const indexed = (height: number) => until(status, (seen) => expect(seen.indexedHeight).toBe(height))
    await indexed(START)
    const troubles: readonly (readonly [Switches, RegExp])[] = [
      [{ html: { status: 502 } }, /HTTP 502/],
      [{ truncate: {} }, /not JSON/],
      [{ silence: {} }, /TIMED_OUT/],
      [{ chainId: { value: 'other-1' } }, /CHAIN_ID_MISMATCH.*other-1/],
    ]
    for (const [switches, said] of troubles) {
      const height = bad.node.tip() + 5
      bad.faults.set(switches)
      nodes.grow(height)
      await indexed(height)
      await until(status, ({ endpoints }) =>
        expect(endpoints).toMatchObject([
          { url: nameOf(bad), lastError: expect.stringMatching(said) },
          { state: 'healthy' },
        ]),
      )
      const lines = text()
        .split('\n')
        .filter((line) => line.includes(nameOf(bad)))
      expect(lines.join('\n')).toMatch(said)
      bad.faults.clear()
    }
    child.kill('SIGINT')
    expect(await ended).toEqual([0, null])
    await database.drop()
    await nodes.close()
  }, 150_000)
})

describe('ipgw index --once', () => {
  it('settles a block that nobody can decode before it ends', async () => {
    const nodes = await startNodes(1)
    const database = await cluster.createDatabase()
    const height = lab.undisturbed.feed.find(
      (row) => row.kind === 'LEASE_CREATED' && row.height > 110,
    )?.height
    if (height === undefined) throw new TypeError('no lease')
    for (const { faults } of nodes.all) faults.set({ garble: { height } })
    nodes.grow(END)
    const { ended, text } = run('index', ['--once', '--from', String(START)], nodes, database.url)
    expect(await ended, text()).toEqual([0, null])
    const state = await endState(database.url)
    expect(state.tables).toEqual(lab.undisturbed.tables)
    expect(state.quarantine).toMatchObject([{ height, tx_index: -1 }])
    expect(state.cursor.resync).toBe(false)
    expect(news(state)).toEqual(provable(lab.undisturbed, [height]))
    expect(text()).toContain('block goes to quarantine')
    await database.drop()
    await nodes.close()
  }, 150_000)
})
