import type { GraphQLSchema } from 'graphql'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql'
import { type PlannedField, planOperation } from './plan.ts'

/** An operation of a valid document, with its variables coerced. */
export interface PlannedOperation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
}

/** Of one operation. `plans`: values of the switches → plan; null: graphql-js has to answer. */
interface Entry {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly switches: readonly string[]
  readonly plans: Map<string, readonly PlannedField[] | null>
}

/** Three switches have eight plans; others are made each time. */
export const MOST_PLANS = 8

/** Plans, each made once for every combination of the variables that stand in @skip and @include. They live as long as their document. */
export function createPlanCache(): (operation: PlannedOperation) => readonly PlannedField[] | null {
  const entries = new WeakMap<OperationDefinitionNode, Entry>()
  return ({ schema, document, operation, variables }) => {
    const entry = entries.get(operation) ?? newEntry(document)
    entries.set(operation, entry)
    const key = entry.switches.map((name) => String(variables[name])).join()
    const known = entry.plans.get(key)
    if (known !== undefined) return known
    const plan = planOperation({ schema, operation, fragments: entry.fragments, variables })
    if (entry.plans.size < MOST_PLANS) entry.plans.set(key, plan)
    return plan
  }
}

function newEntry(document: DocumentNode): Entry {
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
  return {
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    switches: switchesOf(document),
    plans: new Map(),
  }
}

/** The variables that decide what is in the answer. */
function switchesOf(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive: (directive) => {
      if (directive.name.value !== 'skip' && directive.name.value !== 'include') return
      for (const { value } of directive.arguments ?? [])
        if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names].sort()
}
