import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** A field as an operation asks for it, all its mentions merged. */
export interface PlannedField {
  /** Its key in the answer. */
  readonly as: string
  readonly parent: string
  readonly field: GraphQLField<unknown, unknown>
  /** The first mention: all have the same arguments. */
  readonly node: FieldNode
  /** What is asked of the object behind it, by the object's type. Null for scalars. */
  readonly children: ReadonlyMap<string, readonly PlannedField[]> | null
}

export interface PlanInput {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Coerced; only those in @skip and @include count. */
  readonly variables: Readonly<Record<string, unknown>>
}

/**
 * Looks ahead: which fields of which types an operation asks for, in the order in which GraphQL answers them
 * (spec §6.3.2, CollectFields). Null for what only graphql-js can answer: introspection.
 */
export function planOperation(input: PlanInput): readonly PlannedField[] | null {
  const root = input.schema.getQueryType()
  if (root === null || root === undefined) return null
  return planFields(root, [input.operation.selectionSet], input)
}

function planFields(
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  input: PlanInput,
): readonly PlannedField[] | null {
  const mentions = new Map<string, FieldNode[]>()
  const seen = new Set<string>()
  for (const set of sets) collect(set, { type, input, mentions, seen })
  const fields: PlannedField[] = []
  for (const [as, nodes] of mentions) {
    const planned = planField(type, { as, nodes }, input)
    if (planned === null) return null
    fields.push(planned)
  }
  return fields
}

interface Collection {
  readonly type: GraphQLObjectType
  readonly input: PlanInput
  readonly mentions: Map<string, FieldNode[]>
  readonly seen: Set<string>
}

function collect(set: SelectionSetNode, collection: Collection): void {
  const { input, mentions } = collection
  for (const selection of set.selections) {
    if (!isIncluded(selection, input.variables)) continue
    if (selection.kind === Kind.FIELD) {
      const as = selection.alias?.value ?? selection.name.value
      mentions.set(as, [...(mentions.get(as) ?? []), selection])
      continue
    }
    const fragment = fragmentOf(selection, collection)
    if (fragment !== null) collect(fragment, collection)
  }
}

/** The selections of a fragment that applies to the type; null where it does not, or was spread here before. */
function fragmentOf(
  selection: Exclude<SelectionNode, FieldNode>,
  { type, input, seen }: Collection,
): SelectionSetNode | null {
  if (selection.kind === Kind.INLINE_FRAGMENT)
    return applies(selection.typeCondition?.name.value, type, input.schema) ? selection.selectionSet : null
  const name = selection.name.value
  const fragment = input.fragments.get(name)
  if (fragment === undefined || seen.has(name)) return null
  seen.add(name)
  return applies(fragment.typeCondition.name.value, type, input.schema) ? fragment.selectionSet : null
}

function applies(condition: string | undefined, type: GraphQLObjectType, schema: GraphQLSchema): boolean {
  if (condition === undefined || condition === type.name) return true
  const wanted = schema.getType(condition)
  return isAbstractType(wanted) && schema.isSubType(wanted, type)
}

function isIncluded(node: SelectionNode, variables: PlanInput['variables']): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false
}

interface Mentioned {
  readonly as: string
  readonly nodes: readonly FieldNode[]
}

const typename = { name: '__typename' } as GraphQLField<unknown, unknown>

function planField(type: GraphQLObjectType, { as, nodes }: Mentioned, input: PlanInput): PlannedField | null {
  const [node] = nodes
  if (node === undefined) return null
  if (node.name.value === '__typename')
    return { as, parent: type.name, field: typename, node, children: null }
  const field = type.getFields()[node.name.value]
  if (field === undefined) return null
  const children = planChildren(field, nodes, input)
  return children === undefined ? null : { as, parent: type.name, field, node, children }
}

/** Undefined for what cannot be planned. */
function planChildren(
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  input: PlanInput,
): PlannedField['children'] | undefined {
  const named = getNamedType(field.type)
  if (isLeafType(named)) return null
  const sets = nodes.flatMap((node) => node.selectionSet ?? [])
  const types = isObjectType(named)
    ? [named]
    : isAbstractType(named)
      ? input.schema.getPossibleTypes(named)
      : []
  const planned = types.map((type) => [type.name, planFields(type, sets, input)] as const)
  if (planned.some(([, fields]) => fields === null)) return undefined
  return new Map(planned.map(([name, fields]) => [name, fields ?? []]))
}
