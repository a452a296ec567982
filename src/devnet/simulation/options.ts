/** A chain that is a pure function of these options and of how many blocks were produced. */
export interface SimulationOptions {
  readonly seed: string
  /** Default "ipgw-devnet-1". */
  readonly chainId?: string
  /** Between two blocks in chain time. Default 1000. */
  readonly blockMs?: number
  /** Leases that live when the chain begins. Default 0. */
  readonly activeLeases?: number
  /** Leases that were closed before it begins. Default 0. */
  readonly closedLeases?: number
  /** Transactions per block; a fraction is reached over several. Default 1. */
  readonly txPerBlock?: number
  /** Past heights whose state can be read. Default 10,000. */
  readonly keepRecent?: number
  /** Past blocks that are kept. Default: all. */
  readonly keepBlocks?: number
  /**
   * At this height the chain itself closes a few deployments, as software upgrades did: events that belong to the
   * block and to no transaction. Default 0: never.
   */
  readonly upgradeHeight?: number
  /** Whether new deployments take their dseqs from 2^64−1 downwards. Default false: numbers like heights. */
  readonly hugeNumbers?: boolean
  /** Unix milliseconds of the block before the first one. Default 2026-01-01. */
  readonly genesisMs?: number
}

export const GENESIS_MS = Date.UTC(2026, 0, 1)

/** Fills in what was left out. */
export function withDefaults(options: SimulationOptions): Required<SimulationOptions> {
  return {
    chainId: 'ipgw-devnet-1',
    blockMs: 1000,
    activeLeases: 0,
    closedLeases: 0,
    txPerBlock: 1,
    keepRecent: 10_000,
    keepBlocks: Number.MAX_SAFE_INTEGER,
    upgradeHeight: 0,
    hugeNumbers: false,
    genesisMs: GENESIS_MS,
    ...options,
  }
}
