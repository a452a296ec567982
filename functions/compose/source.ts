import { type ChainSource, createSource } from '#chain/source.ts'
import type { CommandContext } from '../command.ts'
import { findDevnet } from '../devnet-address.ts'
import { chainDirectory } from './database.ts'

/** The nodes of the settings; on the dev network, the node that `ipgw dev` runs on the same DATA_DIR. */
export function nodesOf({ settings }: CommandContext): readonly string[] {
  return settings.network === 'dev' ? [findDevnet(chainDirectory(settings))] : settings.chainRpcUrls
}

/** A client for these nodes that is closed at the end. */
export function openSource(context: CommandContext, urls: readonly string[]): ChainSource {
  const { settings, scope, log, clock } = context
  const source = createSource({
    urls,
    chainId: settings.chainId,
    timeoutMs: settings.rpcTimeoutMs,
    concurrency: settings.rpcConcurrency,
    clock,
    random: Math.random,
    log: log.child({ room: 'chain' }),
  })
  scope.defer('the chain client', () => source.close())
  return source
}
