import { type ChainSource, createSource } from '#chain/source.ts'
import type { CommandContext } from '../command.ts'
import { findDevnet } from '../devnet-address.ts'

/** The nodes of the settings; on the dev network, the node that `ipgw dev` runs on the same DATA_DIR. */
export function openSource(context: CommandContext): ChainSource {
  const { settings, scope, log, clock } = context
  const urls = settings.network === 'dev' ? [findDevnet(settings.dataDir)] : settings.chainRpcUrls
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
