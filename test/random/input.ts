import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql'
import type { Dice } from './dice.ts'

/** Candidate values in the form of JSON, by type name, "Input.field" or "Type.field.argument". */
export type Values = ReadonlyMap<string, readonly unknown[]>

export interface Inputs {
  readonly dice: Dice
  readonly values: Values
  /** What the operation declares so far, as in `$v1: Int = 3`. */
  readonly definitions: string[]
  readonly variables: Record<string, unknown>
}

/** Where a value stands, as in "LeaseFilter.owner", and what is allowed there. */
interface Place {
  readonly name: string
  readonly type: GraphQLInputType
}

const usual: Values = new Map<string, readonly unknown[]>([
  ['Int', [0, 1, 2, 3, 5]],
  ['Float', [0, 1.5]],
  ['String', ['', 'a']],
  ['Boolean', [true, false]],
])

/** Whether a value of this type can be made up. Where not, an optional argument or field is left out. */
export function isKnown(values: Values, { name, type }: Place): boolean {
  const named = getNamedType(type)
  if (isEnumType(named) || values.has(name) || values.has(named.name) || usual.has(named.name)) return true
  if (!isInputObjectType(named)) return false
  const required = Object.values(named.getFields()).filter(isRequiredInputField)
  return required.every((field) => isKnown(values, placeOf(named, field)))
}

/** The text of an argument's value: a literal, a variable, or a literal with variables in it. */
export function inputText(inputs: Inputs, argument: GraphQLArgument, name: string): string {
  const { type, defaultValue } = argument
  const { dice } = inputs
  if (dice.chance(0.65)) return literal(inputs, { name, type })
  // A nullable variable may stand where the argument's own default makes up for it.
  if (isNonNullType(type) && defaultValue !== undefined && dice.chance(0.5)) {
    const given = dice.chance(0.5) ? { value: json(inputs, { name, type }) } : {}
    return declare(inputs, String(type.ofType), given)
  }
  return variable(inputs, { name, type })
}

/** The text of a value that is given: a literal, or a variable that holds it. */
export function givenText(inputs: Inputs, type: GraphQLInputType, value: unknown): string {
  return inputs.dice.chance(0.5) ? print(type, value) : declare(inputs, String(type), { value })
}

/** What a variable is declared with and given; nothing where the request leaves it out. */
interface Given {
  readonly value?: unknown
  /** Text of a default. */
  readonly fallback?: string
}

function declare({ definitions, variables }: Inputs, type: string, { value, fallback }: Given): string {
  const name = `v${definitions.length + 1}`
  definitions.push(`$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}`)
  if (value !== undefined) variables[name] = value
  return `$${name}`
}

function variable(inputs: Inputs, place: Place): string {
  const { dice } = inputs
  const { type } = place
  const value = json(inputs, place)
  if (dice.chance(0.2)) {
    const fallback = print(type, json(inputs, place))
    return declare(inputs, String(type), dice.chance(0.5) ? { value, fallback } : { fallback })
  }
  if (!isNonNullType(type) && dice.chance(0.15)) return declare(inputs, String(type), {})
  return declare(inputs, String(type), { value })
}

/** A literal; what is nested in it may be a variable. */
function literal(inputs: Inputs, { name, type: declared }: Place): string {
  const { dice, values } = inputs
  const type = isNonNullType(declared) ? declared.ofType : declared
  if (isListType(type) && !values.has(name)) {
    const items = Array.from({ length: dice.between(0, 3) }, () =>
      nested(inputs, { name, type: type.ofType }),
    )
    return `[${items.join(', ')}]`
  }
  if (!isInputObjectType(type) || values.has(name) || values.has(type.name))
    return print(type, json(inputs, { name, type: declared }))
  const fields = chosenFields(inputs, type).map(
    (field) => `${field.name}: ${nested(inputs, placeOf(type, field))}`,
  )
  return `{${fields.join(', ')}}`
}

const nested = (inputs: Inputs, place: Place) =>
  inputs.dice.chance(0.15) ? variable(inputs, place) : literal(inputs, place)

/** A value in the form of JSON; null now and then where that is allowed. */
function json(inputs: Inputs, { name, type }: Place): unknown {
  const { dice, values } = inputs
  if (isNonNullType(type)) return value(inputs, { name, type: type.ofType })
  return dice.chance(0.04) && !values.has(name) ? null : value(inputs, { name, type })
}

function value(inputs: Inputs, { name, type }: Place): unknown {
  const { dice, values } = inputs
  const candidates = values.get(name) ?? values.get(String(type)) ?? usual.get(String(type))
  if (candidates !== undefined) return dice.pick(candidates)
  if (isListType(type))
    return Array.from({ length: dice.between(0, 3) }, () => json(inputs, { name, type: type.ofType }))
  if (isEnumType(type)) return dice.pick(type.getValues()).name
  if (!isInputObjectType(type)) throw new TypeError(`no candidates for ${name}: ${String(type)}`)
  return Object.fromEntries(
    chosenFields(inputs, type).map((field) => [field.name, json(inputs, placeOf(type, field))]),
  )
}

/** The required ones, and some of the others. */
function chosenFields({ dice, values }: Inputs, type: GraphQLInputObjectType): GraphQLInputField[] {
  return Object.values(type.getFields()).filter(
    (field) => isRequiredInputField(field) || (dice.chance(0.3) && isKnown(values, placeOf(type, field))),
  )
}

const placeOf = (parent: GraphQLInputObjectType, field: GraphQLInputField): Place => ({
  name: `${parent.name}.${field.name}`,
  type: field.type,
})

/** A JSON value as a literal of its type. */
function print(type: GraphQLInputType, given: unknown): string {
  if (isNonNullType(type)) return print(type.ofType, given)
  if (given === null) return 'null'
  if (isListType(type) && Array.isArray(given))
    return `[${given.map((item) => print(type.ofType, item)).join(', ')}]`
  if (isEnumType(type)) return String(given)
  if (!isInputObjectType(type)) return JSON.stringify(given)
  const fields = type.getFields()
  const entries = Object.entries(given as object).map(([name, inner]) => {
    const field = fields[name]
    return field === undefined ? '' : `${name}: ${print(field.type, inner)}`
  })
  return `{${entries.join(', ')}}`
}
