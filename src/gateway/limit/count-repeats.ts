import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'

/**
 * How often one key of an answer is selected in one place, at most, with fragments opened: validation compares each
 * such pair. Takes as long as the document has fields with fragments opened, so that is to be bounded before. No
 * fragment may contain itself, below a field or not: this would not end.
 */
export function countRepeats(
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  sets: readonly SelectionSetNode[],
): number {
  const keys = new Map<string, { count: number; readonly below: SelectionSetNode[] }>()
  const visited = new Set<string>()
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet)
      else if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(node.name.value)
        if (fragment === undefined || visited.has(node.name.value)) continue
        visited.add(node.name.value)
        collect(fragment.selectionSet)
      } else {
        const name = node.alias?.value ?? node.name.value
        const key = keys.get(name) ?? { count: 0, below: [] }
        key.count++
        if (node.selectionSet !== undefined) key.below.push(node.selectionSet)
        keys.set(name, key)
      }
    }
  }
  for (const set of sets) collect(set)
  return [...keys.values()].reduce((most, { count, below }) => {
    return Math.max(most, count, below.length === 0 ? 0 : countRepeats(fragments, below))
  }, 0)
}
