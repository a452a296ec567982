import { parseIpAddress } from '#domain/ip-address.ts'
import type { Pending } from '../model/verdict.ts'
import { isCordoned } from '../pool/pool-addresses.ts'
import type { Endpoint } from './endpoint.ts'
import type { PlanScope } from './plan-scope.ts'
import { holderWords } from './words.ts'

/** The address that an endpoint is to get, or why there is none. */
export type AddressChoice = { readonly address: string } | { readonly pending: Pending }

/** Chooses for an endpoint that has none; never `except`, which was refused. */
export function chooseAddress(
  endpoint: Endpoint,
  scope: PlanScope,
  except: string | null = null,
): AddressChoice {
  const wanted = endpoint.override?.address ?? null
  const choice = wanted === null ? anyAddress(endpoint, scope, except) : thisAddress(endpoint, wanted, scope)
  if ('address' in choice) scope.addresses.give(choice.address)
  return choice
}

function anyAddress({ key }: Endpoint, { addresses, view }: PlanScope, except: string | null): AddressChoice {
  const address = addresses.firstFree(key, except)
  if (address !== null) return { address }
  if (addresses.hasPools) return pending('POOL_EXHAUSTED', 'no pool has a free address that is not cordoned')
  return view.pools.length === 0
    ? pending('POOL_MISSING', 'MetalLB has no address pool')
    : pending(
        'POOL_MISSING',
        'of no pool the agent may take any address: autoAssign or serviceAllocation keeps them',
      )
}

function thisAddress({ key }: Endpoint, address: string, scope: PlanScope): AddressChoice {
  const pool = scope.survey.poolOf(address)
  if (pool === null)
    return pending('ADDRESS_NOT_IN_POOL', `the override asks for ${address}, which is in no pool`)
  if (pool.restricted)
    return pending(
      'ADDRESS_NOT_IN_POOL',
      `the override asks for ${address}, and serviceAllocation keeps its pool "${pool.name}" for others`,
    )
  const taken = scope.addresses.takenFor(key, address)
  if (taken !== null)
    return pending(
      'ADDRESS_TAKEN',
      `the override asks for ${address}, and ${holderWords(taken, scope.survey)} has it`,
    )
  if (isCordoned(pool, parseIpAddress(address)))
    return pending(
      'ADDRESS_CORDONED',
      `the override asks for ${address}, which is cordoned in pool "${pool.name}"`,
    )
  return scope.addresses.isAvoided(key, address)
    ? pending('ADDRESS_REFUSED', `the override asks for ${address}, which MetalLB refused to it lately`)
    : { address }
}

const pending = (reason: Pending['reason'], message: string): AddressChoice => ({
  pending: { reason, message },
})
