import type { Random } from '../../src/devnet/simulation/random.ts'
import type { WorldPool } from './world.ts'

/** The last byte of the highest address. */
export const HIGHEST = 11
/** As they are in a calm. */
export const POOLS: readonly WorldPool[] = [
  { name: 'default', spec: { addresses: [`198.51.100.0-198.51.100.${HIGHEST}`] }, cordon: '' },
]

/** What somebody makes of them: fewer addresses, a cordon, or nothing for leases. */
export function editedPools(random: Random): readonly WorldPool[] {
  const from = random.between(0, HIGHEST)
  const edits: readonly [readonly WorldPool[], ...(readonly WorldPool[])[]] = [
    [],
    POOLS.map((pool) => ({ ...pool, cordon: `198.51.100.${from}-198.51.100.${HIGHEST}` })),
    POOLS.map((pool) => ({ ...pool, spec: { addresses: [`198.51.100.${from}-198.51.100.${HIGHEST}`] } })),
    POOLS.map((pool) => ({
      ...pool,
      spec: { addresses: [`198.51.100.0-198.51.100.${from}`], avoidBuggyIPs: true },
    })),
    POOLS.map((pool) => ({ ...pool, spec: { ...pool.spec, autoAssign: false } })),
    POOLS.map((pool) => ({ ...pool, spec: { ...pool.spec, serviceAllocation: { namespaces: ['shop'] } } })),
  ]
  return random.pick(edits)
}
