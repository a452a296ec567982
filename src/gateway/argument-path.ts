import { type ASTNode, type DocumentNode, Kind, parse, type Source, visit } from 'graphql'

/** Where an error of graphql-js points to. */
export interface Located {
  readonly positions?: readonly number[] | undefined
  readonly source?: Source | undefined
}

/**
 * The argument (with the input fields in it) whose literal value an error is about, as in "filter.owner";
 * null where it is about something else. graphql-js itself names only the value and the rule.
 */
export function argumentPath({ positions, source }: Located): string | null {
  const position = positions?.[0]
  if (position === undefined || source === undefined) return null
  const names: string[] = []
  visit(documentOf(source), {
    enter: (node) => {
      if (!holds(node, position)) return false
      const isNamed = node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD
      if (isNamed && holds(node.value, position)) names.push(node.name.value)
      return undefined
    },
  })
  return names.length === 0 ? null : names.join('.')
}

/**
 * A document may have twenty errors, and is parsed again for all of them once. No longer: remembered documents would
 * take twice their memory.
 */
let last: { readonly source: Source; readonly document: DocumentNode } | null = null

function documentOf(source: Source): DocumentNode {
  if (last?.source !== source) last = { source, document: parse(source.body) }
  return last.document
}

const holds = ({ loc }: ASTNode, position: number) =>
  loc !== undefined && position >= loc.start && position < loc.end
