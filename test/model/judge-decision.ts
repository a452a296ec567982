import type { Action } from '../../src/agent/model/action.ts'
import { endpointOf, isRelease } from './judge.ts'
import type { Decision } from './model-agent.ts'

/** What a plan must not decide, by what its own view says. */
export function judgeDecision(decision: Decision): string[] {
  return [...takenAddresses(decision), ...(decision.view.fresh ? [] : staleActs(decision))]
}

/** Addresses that it gives although somebody has them, waits for them, or gets them. */
function takenAddresses({ view, options, result }: Decision): string[] {
  const given = new Map<string, string>()
  return result.actions.flatMap((action) => {
    const address = addressOf(action)
    if (address === null) return []
    const { endpoint, kind } = action
    const other = given.get(address) ?? endpoint
    given.set(address, endpoint)
    // What its own Services have is its own, whoever waits for it.
    if (view.services.some((service) => endpointOf(service) === endpoint && service.address === address))
      return []
    const holder = view.services.find(
      (service) =>
        endpointOf(service) !== endpoint &&
        [service.address, service.pin, service.secondAddress].includes(address),
    )
    return [
      ...(other === endpoint ? [] : [`the plan gives ${address} to ${other} and to ${endpoint}`]),
      ...(options.reserved?.has(address) ? [`${kind} gives ${address}, which is reserved`] : []),
      ...(holder === undefined
        ? []
        : [`${kind} gives ${address}, which ${holder.namespace}/${holder.name} has`]),
    ]
  })
}

function addressOf(action: Action): string | null {
  return action.kind === 'create-anchor' || action.kind === 'repin-anchor' ? action.address : null
}

const staleActs = ({ result }: Decision) =>
  result.actions
    .filter(
      (action) =>
        ['delete-port', 'delete-anchor', 'create-anchor'].includes(action.kind) || isRelease(action),
    )
    .map(({ kind }) => `${kind} by lists that are not proved current`)
