import { type FieldNode, getArgumentValues, visit } from 'graphql'
import type { Selection, Wanted } from '#store/answer/selection.ts'
import type { Context } from '../context.ts'
import { argumentReaders, noArguments } from './argument-readers.ts'
import type { PlannedField } from './plan.ts'

/** What the values of a request add to a plan. */
export interface Values {
  readonly variables: Readonly<Record<string, unknown>>
  readonly context: Context
}

/**
 * The plan with its arguments filled in, as the store answers it. Null where graphql-js has to answer. Throws
 * what is wrong with an argument, for graphql-js to say properly.
 */
export function selectionOf(fields: readonly PlannedField[], values: Values): Selection | null {
  return selected(fields, values, null)
}

/** `parent`: the key of the record whose fields these are, where the operation itself names it. */
function selected(fields: readonly PlannedField[], values: Values, parent: string | null): Selection | null {
  const all: Wanted[] = []
  for (const field of fields) {
    const one = wanted(field, values, parent)
    if (one === null) return null
    all.push(one)
  }
  return all
}

function wanted(planned: PlannedField, values: Values, parent: string | null): Wanted | null {
  const { as, children, field } = planned
  if (children === null && field.name === '__typename')
    return { as, field: field.name, argument: null, selection: null }
  const read = argumentReaders[`${planned.parent}.${field.name}`] ?? noArguments
  // graphql-js has coerced them to what the schema, and so the reader of this field, says.
  const found = read(argumentsOf(planned, values) as never, { context: values.context, parent })
  if (found === null) return null
  const { argument, type = null, key = null } = found
  if (children === null) return { as, field: field.name, argument, selection: null }
  const fields = type === null ? onlyOne(children) : children.get(type)
  const selection = fields === undefined ? [] : selected(fields, values, key)
  return selection === null ? null : { as, field: field.name, argument, selection }
}

const onlyOne = (children: NonNullable<PlannedField['children']>) => children.values().next().value

/** Arguments without variables are read once. */
const constants = new WeakMap<FieldNode, Readonly<Record<string, unknown>> | null>()

function argumentsOf(
  { field, node }: PlannedField,
  { variables }: Values,
): Readonly<Record<string, unknown>> {
  if (field.args.length === 0) return {}
  const known = constants.get(node)
  if (known !== undefined && known !== null) return known
  const args = getArgumentValues(field, node, variables)
  if (known === undefined) constants.set(node, hasVariables(node) ? null : args)
  return args
}

function hasVariables(node: FieldNode): boolean {
  let found = false
  for (const argument of node.arguments ?? [])
    visit(argument, {
      Variable: () => {
        found = true
      },
    })
  return found
}
