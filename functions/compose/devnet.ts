import { join } from 'node:path'
import { type Devnet, startDevnet } from '#devnet/devnet.ts'
import type { CommandContext } from '../command.ts'
import { announceDevnet } from '../devnet-address.ts'
import { chainDirectory } from './database.ts'

/** Leases that were over before a dev network began, for each that is alive: there is a past to ask for. */
const CLOSED_PER_ACTIVE = 5
/** Blocks and states that its node keeps: hours of them; more would only fill memory. */
const KEPT = 20_000

/** The dev network of this DATA_DIR: goes on where it was, makes blocks until the end, and tells other commands where it is. */
export async function openDevnet({ settings, scope, clock, log }: CommandContext): Promise<Devnet> {
  const directory = chainDirectory(settings)
  const devnet = await startDevnet({
    simulation: {
      seed: String(settings.devnet.seed),
      chainId: settings.chainId,
      blockMs: settings.devnet.blockMs,
      activeLeases: settings.devnet.leases,
      closedLeases: settings.devnet.leases * CLOSED_PER_ACTIVE,
      keepRecent: KEPT,
      keepBlocks: KEPT,
    },
    ticks: true,
    stateFile: join(directory, 'devnet-chain.json'),
    port: settings.devnet.port,
    now: () => clock.now().getTime(),
  })
  scope.defer('the dev network', () => devnet.close())
  const retract = announceDevnet(directory, devnet.url)
  scope.defer('the address of the dev network', async () => retract())
  log.info({ url: devnet.url, height: devnet.node.tip() }, 'the dev network makes blocks')
  return devnet
}
