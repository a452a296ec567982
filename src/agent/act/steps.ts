import type { Action } from '../model/action.ts'

/**
 * The actions of one endpoint in steps: each step begins when all of the one before succeeded. Ports that are created one
 * after the other do not depend on each other, as all are pinned to the same address; they go together.
 */
export function stepsOf(actions: readonly Action[]): readonly (readonly Action[])[] {
  const steps: Action[][] = []
  for (const action of actions) {
    const last = steps.at(-1)
    if (action.kind === 'create-port' && last?.[0]?.kind === 'create-port') last.push(action)
    else steps.push([action])
  }
  return steps
}

/** The address that an action takes up; null: none. */
export function addressTaken(action: Action): string | null {
  switch (action.kind) {
    case 'create-anchor':
    case 'repin-anchor':
    case 'pin-port':
      return action.address
    case 'create-port':
      return action.port.address
    default:
      return null
  }
}
