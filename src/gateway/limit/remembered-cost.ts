import { type ASTNode, type OperationDefinitionNode, visit } from 'graphql'
import type { Coerced } from './argument-value.ts'
import { type OperationToCost, operationCost } from './cost.ts'
import type { Fragments } from './merged-fields.ts'

/** The arguments by which `count-of.ts` counts. */
const counted: ReadonlySet<string> = new Set(['first', 'last', 'ids', 'from', 'to', 'interval'])
const switches: ReadonlySet<string> = new Set(['skip', 'include'])

/** Of one operation. `costs`: the values that decide, as text → cost. */
interface Remembered {
  readonly deciding: readonly string[]
  readonly costs: Map<string, number>
}

/** Page sizes that one operation is asked with; more than these are computed each time. */
const MOST_COSTS = 100

const remembered = new WeakMap<OperationDefinitionNode, Remembered>()

/** `operationCost`, computed once for the same document and the same values of the variables that decide it. */
export function rememberedCost(asked: OperationToCost): number {
  const { operation, fragments, variables } = asked
  const known = remembered.get(operation) ?? {
    deciding: decidingVariables(operation, fragments),
    costs: new Map(),
  }
  remembered.set(operation, known)
  const key = known.deciding.length === 0 ? '' : valuesText(known.deciding, variables)
  const before = known.costs.get(key)
  if (before !== undefined) return before
  const cost = operationCost(asked)
  if (known.costs.size < MOST_COSTS) known.costs.set(key, cost)
  return cost
}

/** The variables in what is counted, and in what decides whether a field is asked for at all. */
function decidingVariables(operation: OperationDefinitionNode, fragments: Fragments): string[] {
  const names = new Set<string>()
  const note = (node: ASTNode) =>
    visit(node, {
      Variable: ({ name }) => {
        names.add(name.value)
      },
    })
  for (const root of [operation.selectionSet, ...Object.values(fragments)])
    visit(root, {
      Argument: (argument) => {
        if (counted.has(argument.name.value)) note(argument.value)
      },
      Directive: (directive) => {
        if (switches.has(directive.name.value)) note(directive)
      },
    })
  return [...names]
}

const valuesText = (names: readonly string[], variables: Coerced) =>
  JSON.stringify(names.map((name) => variables[name] ?? null))
