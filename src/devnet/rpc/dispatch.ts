import { type Chain, internalError, methodNotFound, type RpcOutcome } from '../chain.ts'
import { type RawParams, readAbciQuery, readInteger } from './params.ts'

type Method = (chain: Chain, params: RawParams) => RpcOutcome

/** CometBFT cuts a wider /blockchain range to this many blocks without a word. */
const MAX_BLOCK_METAS = 20

const atHeight =
  (answer: (chain: Chain, height: number) => string, method = ''): Method =>
  (chain, params) => {
    const asked = readInteger(params, 'height')
    if ('error' in asked) return asked
    const height = asked.value ?? chain.tip()
    const refused = refuseHeight(chain, height)
    if (refused !== null) return refused
    const refusal = chain.refusal?.(method, height) ?? null
    return refusal === null ? { result: answer(chain, height) } : internalError(refusal)
  }

const methods: Readonly<Record<string, Method>> = {
  health: () => ({ result: '{}' }),
  status: (chain) => ({ result: chain.status() }),
  abci_info: (chain) => ({ result: chain.abciInfo() }),
  block: atHeight((chain, height) => chain.block(height)),
  block_results: atHeight((chain, height) => chain.blockResults(height), 'block_results'),
  header: atHeight((chain, height) => chain.header(height)),
  commit: atHeight((chain, height) => chain.commit(height)),
  blockchain,
  abci_query: (chain, params) => {
    const query = readAbciQuery(params)
    return 'error' in query ? query : { result: chain.abciQuery(query.value) }
  },
}

/** Answers one JSON-RPC call. A method that we do not know is `Method not found`. */
export function dispatch(chain: Chain, method: string, params: RawParams): RpcOutcome {
  const run = Object.hasOwn(methods, method) ? methods[method] : undefined
  return run === undefined ? methodNotFound : run(chain, params)
}

export const isKnownMethod = (method: string) => Object.hasOwn(methods, method)

/** The node's own words for a height it does not serve (cometbft rpc/core/env.go); null when it does. */
export function refuseHeight(chain: Chain, height: number): RpcOutcome | null {
  if (height <= 0) return internalError(`height must be greater than 0, but got ${height}`)
  if (height > chain.tip())
    return internalError(
      `height ${height} must be less than or equal to the current blockchain height ${chain.tip()}`,
    )
  if (height < chain.earliest())
    return internalError(`height ${height} is not available, lowest height is ${chain.earliest()}`)
  return null
}

function blockchain(chain: Chain, params: RawParams): RpcOutcome {
  const min = readInteger(params, 'minHeight')
  if ('error' in min) return min
  const max = readInteger(params, 'maxHeight')
  if ('error' in max) return max
  if ((min.value ?? 0) < 0 || (max.value ?? 0) < 0) return internalError('heights must be non-negative')
  const to = Math.min(max.value || chain.tip(), chain.tip())
  const from = Math.max(chain.earliest(), min.value || 1, to - MAX_BLOCK_METAS + 1)
  if (from > to) return internalError(`min height ${from} can't be greater than max height ${to}`)
  const metas: string[] = []
  for (let height = to; height >= from; height--) metas.push(chain.blockMeta(height))
  return { result: `{"last_height":"${chain.tip()}","block_metas":[${metas.join(',')}]}` }
}
