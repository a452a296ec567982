import type { FieldNode, GraphQLField } from 'graphql'
import { argumentValue, type Coerced } from './argument-value.ts'
import { type CostRule, maxima } from './cost-rules.ts'

/** A field as it is asked for. */
export interface Asked {
  readonly node: FieldNode
  readonly field: GraphQLField<unknown, unknown>
  readonly variables: Coerced
}

/**
 * How many objects a field holds at most by its rule: none where an argument is out of its range, because the field
 * then refuses it with a message of its own.
 */
export function countOf(rule: CostRule, asked: Asked): number {
  const value = (name: string) => argumentValue(asked.node, asked.field, { ...asked, name })
  if (rule.many === 'parts') return rule.usual
  if (rule.many === 'ids') return countOfIds(value('ids'))
  if (rule.many === 'intervals') return countOfIntervals(value('from'), value('to'), value('interval'))
  if (rule.many === 'first') return size(value('first')) ?? maxima.page
  const [first, last] = [size(value('first')), size(value('last'))]
  if (first !== null && last !== null) return Math.max(first, last)
  return first ?? last ?? rule.usual
}

function size(value: unknown): number | null {
  if (typeof value !== 'number') return null
  return value < 0 || value > maxima.page ? 0 : value
}

/** What is no list is one id: GraphQL makes it a list. */
const countOfIds = (value: unknown) => {
  const count = Array.isArray(value) ? value.length : 1
  return count > maxima.ids ? 0 : count
}

const seconds: ReadonlyMap<unknown, number> = new Map([
  ['MINUTE', 60],
  ['HOUR', 3600],
  ['DAY', 86_400],
  ['WEEK', 604_800],
])

/** Both ends may cut an interval. */
function countOfIntervals(from: unknown, to: unknown, interval: unknown): number {
  const lengthMs = (seconds.get(interval) ?? 0) * 1000
  if (!(from instanceof Date && to instanceof Date) || lengthMs === 0) return maxima.intervals
  const span = (to.getTime() - from.getTime()) / lengthMs
  const count = Math.ceil(span) + 1
  return span < 0 || count > maxima.intervals ? 0 : count
}
