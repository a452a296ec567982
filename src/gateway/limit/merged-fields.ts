import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Coerced } from './argument-value.ts'

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>

/** What a selection means depends on these. */
export interface Selecting {
  readonly fragments: Fragments
  readonly variables: Coerced
}

/**
 * The fields that one object of this type is asked for, by the key of the answer: fragments opened where they apply,
 * and what is skipped left out, as graphql-js does it.
 */
export function mergedFields(
  selecting: Selecting,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>()
  const visited = new Set<string>()
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (isSkipped(node, selecting.variables)) continue
      if (node.kind === Kind.FIELD) add(fields, node)
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (applies(type, node.typeCondition?.name.value)) collect(node.selectionSet)
      } else if (!visited.has(node.name.value)) {
        visited.add(node.name.value)
        const fragment = selecting.fragments[node.name.value]
        if (fragment !== undefined && applies(type, fragment.typeCondition.name.value))
          collect(fragment.selectionSet)
      }
    }
  }
  for (const set of sets) collect(set)
  return fields
}

function add(fields: Map<string, FieldNode[]>, node: FieldNode): void {
  const key = node.alias?.value ?? node.name.value
  const same = fields.get(key)
  if (same === undefined) fields.set(key, [node])
  else same.push(node)
}

const applies = (type: GraphQLObjectType, condition: string | undefined) =>
  condition === undefined ||
  condition === type.name ||
  type.getInterfaces().some(({ name }) => name === condition)

function isSkipped({ directives }: SelectionNode, variables: Coerced): boolean {
  if (directives === undefined) return false
  return directives.some(({ name, arguments: given }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false
    const value = given?.find((argument) => argument.name.value === 'if')?.value
    const isTrue =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value] === true
        : value?.kind === Kind.BOOLEAN && value.value
    return isTrue === (name.value === 'skip')
  })
}
