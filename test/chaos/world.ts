import { fileURLToPath } from 'node:url'
import { openRecording, type RecordedChain } from '#devnet/recorded.ts'
import { startServer } from '#devnet/server.ts'
import type { TestCluster, TestDatabase } from '#platform/test-postgres.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import { type IndexerProcess, killAll, startIndexer } from './indexer-process.ts'
import { buildProgram } from './program.ts'

/** Where every run begins and ends. Part of the history is before the first start, part comes while it indexes. */
export const START = 150
export const END = 412
/** Small, so that there are many boundaries. */
const BATCH = 7

/** A node that serves a recording and grows, and a Postgres, for processes that index the one into the other. */
export interface World {
  readonly chain: RecordedChain
  readonly cluster: TestCluster
  createDatabase(): Promise<TestDatabase>
  /** Settings of a process that indexes into this database. */
  settings(databaseUrl: string): Readonly<Record<string, string>>
  /** Starts `ipgw index` towards END, or without an end; in the directory, where one is given. */
  start(databaseUrl: string, env?: Readonly<Record<string, string>>, directory?: string): IndexerProcess
  startForEver(databaseUrl: string): IndexerProcess
  /** Makes this height the tip, until somebody moves it. */
  hold(height: number): void
  /** Puts the tip back to START and lets it grow to END; meanwhile others may index. */
  grow(blocksPerSecond?: number): void
  close(): Promise<void>
}

export async function openWorld(cluster: TestCluster = joinTestCluster()): Promise<World> {
  const program = await buildProgram()
  const chain = openRecording(fileURLToPath(new URL('../recordings/scenario-a', import.meta.url)))
  const node = await startServer({ chain })
  let growing: NodeJS.Timeout | undefined
  const settings = (databaseUrl: string) => ({
    NETWORK: 'custom',
    CHAIN_ID: chain.chainId,
    CHAIN_RPC_URLS: node.url,
    DATABASE_URL: databaseUrl,
    INDEX_BATCH: String(BATCH),
  })
  return {
    chain,
    cluster,
    settings,
    createDatabase: () => cluster.createDatabase(),
    start: (databaseUrl, env = {}, directory = '.') =>
      startIndexer({
        program: program.path,
        args: ['--from', String(START), '--until', String(END)],
        env: { ...settings(databaseUrl), ...env },
        directory,
      }),
    startForEver: (databaseUrl) =>
      startIndexer({
        program: program.path,
        args: ['--from', String(START)],
        env: settings(databaseUrl),
        directory: '.',
      }),
    hold(height) {
      clearInterval(growing)
      chain.setTip(height)
    },
    grow(blocksPerSecond = 200) {
      clearInterval(growing)
      chain.setTip(START)
      growing = setInterval(() => chain.advance() === END && clearInterval(growing), 1000 / blocksPerSecond)
    },
    async close() {
      clearInterval(growing)
      killAll()
      await node.close()
      await cluster.close()
      program.remove()
    },
  }
}
