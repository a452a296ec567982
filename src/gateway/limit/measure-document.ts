import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { countRepeats } from './count-repeats.ts'
import { limits } from './limits.ts'

/** How large a document is; of several operations, the largest in each respect. */
export interface DocumentSize {
  readonly operations: number
  readonly depth: number
  readonly aliases: number
  readonly fields: number
  readonly rootFields: number
  readonly directives: number
  readonly fragments: number
  /** Infinity where counting them would take too long: what is large enough for that is refused for its fields. */
  readonly repeats: number
}

/** A selection with its fragments where they are spread. */
interface Extent {
  readonly depth: number
  readonly aliases: number
  readonly fields: number
  /** Fields of the selection itself. */
  readonly own: number
}

const nothing: Extent = { depth: 0, aliases: 0, fields: 0, own: 0 }

interface Measuring {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Each fragment is measured once, so that fragments in fragments cost no more than their text. */
  readonly known: Map<string, Extent>
}

/**
 * Measures a document that is parsed but not validated, in time proportional to its text. No fragment may contain
 * itself. Numbers of doubling fragments may become Infinity.
 */
export function measureDocument(document: DocumentNode): DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const measuring = { fragments, known: new Map<string, Extent>() }
  const extents = document.definitions.map((node) => extentOfDefinition(measuring, node))
  const most = (of: (extent: Extent) => number) =>
    extents.reduce((max, extent) => Math.max(max, of(extent)), 0)
  const fields = most((extent) => extent.fields)
  return {
    operations: document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length,
    depth: most((extent) => extent.depth),
    aliases: most((extent) => extent.aliases),
    fields,
    repeats: fields > limits.fields ? Number.POSITIVE_INFINITY : repeats(fragments, document),
    rootFields: rootFields(measuring, document),
    directives: document.definitions.reduce((sum, node) => sum + directivesOf(node), 0),
    fragments: fragments.size,
  }
}

function extentOfDefinition(measuring: Measuring, node: DefinitionNode): Extent {
  if (node.kind === Kind.OPERATION_DEFINITION) return extentOf(measuring, node.selectionSet)
  return node.kind === Kind.FRAGMENT_DEFINITION ? extentOfFragment(measuring, node.name.value) : nothing
}

const repeats = (fragments: Measuring['fragments'], { definitions }: DocumentNode) =>
  definitions.reduce((max, node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return max
    return Math.max(max, countRepeats(fragments, [node.selectionSet]))
  }, 0)

const rootFields = (measuring: Measuring, { definitions }: DocumentNode) =>
  definitions.reduce((max, node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return max
    return Math.max(max, extentOf(measuring, node.selectionSet).own)
  }, 0)

function extentOf(measuring: Measuring, { selections }: SelectionSetNode): Extent {
  let sum = nothing
  for (const selection of selections) {
    const { depth, aliases, fields, own } = extentOfSelection(measuring, selection)
    sum = {
      depth: Math.max(sum.depth, depth),
      aliases: sum.aliases + aliases,
      fields: sum.fields + fields,
      own: sum.own + own,
    }
  }
  return sum
}

function extentOfSelection(measuring: Measuring, node: SelectionNode): Extent {
  if (node.kind === Kind.FRAGMENT_SPREAD) return extentOfFragment(measuring, node.name.value)
  if (node.kind === Kind.INLINE_FRAGMENT) return extentOf(measuring, node.selectionSet)
  const inner = node.selectionSet === undefined ? nothing : extentOf(measuring, node.selectionSet)
  return {
    depth: inner.depth + 1,
    aliases: inner.aliases + (node.alias === undefined ? 0 : 1),
    fields: inner.fields + 1,
    own: 1,
  }
}

function extentOfFragment(measuring: Measuring, name: string): Extent {
  const { fragments, known } = measuring
  const before = known.get(name)
  if (before !== undefined) return before
  const fragment = fragments.get(name)
  if (fragment === undefined) return nothing
  const extent = extentOf(measuring, fragment.selectionSet)
  known.set(name, extent)
  return extent
}

/** Directives on a definition, its variables and everything in it. */
function directivesOf(node: DefinitionNode): number {
  if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) return 0
  const ofVariables = (node.variableDefinitions ?? []).reduce(
    (sum, { directives }) => sum + count(directives),
    0,
  )
  return count(node.directives) + ofVariables + directivesIn(node.selectionSet)
}

function directivesIn({ selections }: SelectionSetNode): number {
  return selections.reduce((sum, node) => {
    const inner = node.kind === Kind.FRAGMENT_SPREAD ? undefined : node.selectionSet
    return sum + count(node.directives) + (inner === undefined ? 0 : directivesIn(inner))
  }, 0)
}

const count = (nodes: readonly unknown[] | undefined) => nodes?.length ?? 0
