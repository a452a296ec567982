import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql'
import type { Coerced } from './argument-value.ts'
import { costRules, recordTypes, unknownRule, weights } from './cost-rules.ts'
import { countOf } from './count-of.ts'
import { type Fragments, mergedFields, type Selecting } from './merged-fields.ts'

export interface OperationToCost {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Fragments
  /** Coerced. */
  readonly variables: Coerced
}

interface Costing extends Selecting {
  readonly schema: GraphQLSchema
  /** 1 where what the database does counts as well, 0 where only records do. */
  readonly work: 0 | 1
}

/**
 * What a valid operation costs at most: the records that its answer can hold (Lease, Provider, Bid, points …), and
 * what the database does for pages and counts, in records. An answer never holds more records than that.
 */
export function operationCost({ schema, operation, fragments, variables }: OperationToCost): number {
  return boundOf({ schema, fragments, variables, work: 1 }, operation)
}

/** The part of the cost that is records: the most that the answer can hold. */
export const operationRecords = ({ schema, operation, fragments, variables }: OperationToCost): number =>
  boundOf({ schema, fragments, variables, work: 0 }, operation)

function boundOf(costing: Costing, { operation, selectionSet }: OperationDefinitionNode): number {
  const type = costing.schema.getRootType(operation)
  return type ? Math.ceil(objectCost(costing, type, { ...noPage, sets: [selectionSet] })) : 0
}

/** What is asked of one object; where that is a page, how many it holds and what counting its list costs. */
interface Selection {
  readonly sets: readonly SelectionSetNode[]
  readonly size: number
  readonly total: number
}

const noPage = { size: 0, total: 0 }

/** The cost of what is below one object; of an interface, that of its dearest type. */
function innerCost(costing: Costing, type: GraphQLOutputType, selection: Selection): number {
  const named = getNamedType(type)
  if (isObjectType(named)) return objectCost(costing, named, selection)
  if (!isAbstractType(named)) return 0
  const possible = costing.schema.getPossibleTypes(named)
  return possible.reduce((most, one) => Math.max(most, objectCost(costing, one, selection)), 0)
}

function objectCost(costing: Costing, type: GraphQLObjectType, { sets, ...page }: Selection): number {
  let cost = isRecord(type) ? 1 : 0
  for (const nodes of mergedFields(costing, type, sets).values()) {
    const [node] = nodes
    const field = node === undefined ? undefined : fieldOf(type, node.name.value)
    if (node !== undefined && field !== undefined)
      cost += fieldCost(costing, type, { ...page, node, nodes, field })
  }
  return cost
}

const isRecord = (type: GraphQLObjectType) => recordTypes.has(type.name)

interface AskedField extends Omit<Selection, 'sets'> {
  /** The first of `nodes`, which all have its arguments. */
  readonly node: FieldNode
  readonly nodes: readonly FieldNode[]
  readonly field: GraphQLField<unknown, unknown>
}

function fieldCost(costing: Costing, type: GraphQLObjectType, asked: AskedField): number {
  const { node, nodes, field, size, total } = asked
  if (field.name === 'totalCount') return costing.work * total
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  if (sets.length === 0) return 0
  const inner = (page = noPage) => innerCost(costing, field.type, { ...page, sets })
  if (isPagePart(type, field.name)) return size * inner()
  const rule = costRules[`${type.name}.${field.name}`] ?? usualRule(field)
  const { work } = costing
  if (rule === null) return work * partWeight(field) + inner()
  const count = countOf(rule, { node, field, variables: costing.variables })
  if (rule.many === 'page') return work * rule.find + inner({ size: count, total: rule.total })
  return (
    work * (rule.many === 'intervals' ? weights.intervals : 0) + count * (work * partWeight(field) + inner())
  )
}

const usualRule = ({ type }: GraphQLField<unknown, unknown>) =>
  isListType(getNullableType(type)) ? unknownRule : null

const isPagePart = ({ name }: GraphQLObjectType, field: string) =>
  name.endsWith('Connection') && (field === 'nodes' || field === 'edges')

/** Objects of the schema's description are not records, but an answer can be made of nothing else. */
const partWeight = ({ type }: GraphQLField<unknown, unknown>) =>
  getNamedType(type).name.startsWith('__') ? weights.part : 0

function fieldOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
  return name === TypeMetaFieldDef.name ? TypeMetaFieldDef : type.getFields()[name]
}
