import type { ObservedService } from '../model/observed-service.ts'
import type { Pending } from '../model/verdict.ts'
import { refusalMeaning } from '../object/refusal.ts'
import type { Endpoint } from './endpoint.ts'
import type { PlanScope } from './plan-scope.ts'
import { holderWords } from './words.ts'

/** Why a pinned Service of an endpoint has no address. */
export function waitingWords({ key }: Endpoint, service: ObservedService, scope: PlanScope): Pending {
  const { survey, view, addresses } = scope
  const { pin, refusal } = service
  if (view.pools.length === 0) return { reason: 'POOL_MISSING', message: 'MetalLB has no address pool' }
  if (pin !== null && survey.poolOf(pin) === null)
    return {
      reason: 'ADDRESS_NOT_IN_POOL',
      message: `its address ${pin} is in no pool; it returns when it is in one again`,
    }
  const taken = pin === null ? null : addresses.takenFor(key, pin)
  if (taken !== null)
    return {
      reason: 'ADDRESS_TAKEN',
      message: `its address ${pin} is taken: ${holderWords(taken, survey)} has it`,
    }
  if (view.configuration?.valid === false)
    return {
      reason: 'CONFIGURATION_REFUSED',
      message: `MetalLB works with an old configuration, because it refused the new one: ${view.configuration.error}`,
    }
  if (refusal === null)
    return { reason: 'ADDRESS_PENDING', message: `MetalLB has not given ${pin ?? 'an address'} yet` }
  return refusedWords(refusal.message)
}

function refusedWords(message: string): Pending {
  const meaning = refusalMeaning(message)
  if (meaning.kind === 'port-taken') return { reason: 'PORT_TAKEN', message: `MetalLB says: ${message}` }
  return { reason: 'ADDRESS_REFUSED', message: `MetalLB says: ${message}` }
}
