import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startDevnet } from './devnet.ts'
import { at, textAt } from './recorded/recording.ts'

const directory = mkdtempSync(join(tmpdir(), 'devnet-'))
const simulation = { seed: 'devnet', blockMs: 20, activeLeases: 10, closedLeases: 20, txPerBlock: 2 }

const hashOf = (node: { block(height: number): string }, height: number): string =>
  JSON.parse(node.block(height)).block_id.hash

describe('startDevnet', () => {
  it('makes blocks as time goes by and serves them', async () => {
    const devnet = await startDevnet({ simulation, ticks: true, now: Date.now })
    const first = devnet.node.tip()
    await expect.poll(() => devnet.node.tip()).toBeGreaterThan(first + 3)
    const status: unknown = await (await fetch(`${devnet.url}/status`)).json()
    expect(at(status, 'result', 'node_info', 'network')).toBe(devnet.chainId)
    expect(
      Math.abs(Date.parse(textAt(status, 'result', 'sync_info', 'latest_block_time')) - Date.now()),
    ).toBeLessThan(2000)
    await devnet.close()
  })

  it('goes on where it stood, with the same blocks, after any number of stops', async () => {
    const stateFile = join(directory, 'chain.json')
    let clock = Date.UTC(2026, 5, 1)
    const start = () => startDevnet({ simulation, ticks: true, stateFile, now: () => clock })
    const seen = new Map<number, string>()
    for (let round = 0; round < 4; round++) {
      const devnet = await start()
      for (const [height, hash] of seen) expect(hashOf(devnet.node, height)).toBe(hash)
      const target = devnet.node.tip() + 5
      clock += 100
      await expect.poll(() => devnet.node.tip()).toBe(target)
      for (let height = devnet.node.firstHeight; height <= target; height++)
        seen.set(height, hashOf(devnet.node, height))
      await devnet.close()
      clock += 60_000
    }
  })

  it('refuses the file of another chain and one that is none', async () => {
    const stateFile = join(directory, 'other.json')
    const other = await startDevnet({ simulation, ticks: false, stateFile, now: Date.now })
    await other.close()
    const start = (file: string) =>
      startDevnet({ simulation: { seed: 'x' }, ticks: false, stateFile: file, now: Date.now })
    await expect(start(stateFile)).rejects.toMatchObject({
      code: 'BAD_SETTING',
      message: expect.stringContaining('other options'),
    })
    const broken = join(directory, 'broken.json')
    writeFileSync(broken, '{"height":')
    await expect(start(broken)).rejects.toMatchObject({
      code: 'BAD_SETTING',
      message: expect.stringContaining('not the state of a dev chain'),
    })
  })

  it('says which address is taken', async () => {
    const one = await startDevnet({ simulation, ticks: false, now: Date.now })
    const port = Number(new URL(one.url).port)
    await expect(startDevnet({ simulation, ticks: false, port, now: Date.now })).rejects.toMatchObject({
      code: 'BAD_SETTING',
    })
    await one.close()
  })
})
