import type { AgentPolicy } from '../model/policy.ts'
import type { Alarm } from '../model/verdict.ts'
import type { Endpoint } from './endpoint.ts'
import type { LeaseWords } from './lease-words.ts'
import type { Survey } from './survey.ts'

/** So many may always vanish at once. */
const ALWAYS = 5

/**
 * The alarm for more endpoints with vanished wishes than closes and updates explain: then it is rather the list of wishes that is
 * wrong. Those whose leases have ended by the chain's word are explained.
 */
export function massVanishing(
  { endpoints }: Survey,
  words: LeaseWords,
  { massVanishShare }: AgentPolicy,
): Alarm | null {
  const vanished = [...endpoints.values()].filter((endpoint) => isUnexplained(endpoint, words)).length
  if (vanished <= Math.max(ALWAYS, massVanishShare * endpoints.size)) return null
  const message = `the wishes of ${vanished} of ${endpoints.size} endpoints vanished at once, and the chain does not say that their leases ended: none of their ports is closed`
  return { kind: 'MASS_VANISHING', subject: 'ProviderLeasedIP', message }
}

const isUnexplained = ({ leavers, isFaulty }: Endpoint, words: LeaseWords) =>
  !isFaulty &&
  leavers.some(
    ({ service, why }) =>
      why === 'vanished' && service.lease !== null && words.peek(service.lease) !== 'ended',
  )
