import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { type Dice, diceOf } from './random/dice.ts'
import { givenText, type Inputs, inputText, isKnown, type Values } from './random/input.ts'
import { claim, type Keys, merge, newScope, type Scope } from './random/scope.ts'

export interface RandomWorld {
  readonly schema: GraphQLSchema
  /**
   * Candidate values in the form of JSON. By type name ("Address"), "Input.field" or "Type.field.argument"; by
   * "Type.field" whole sets of arguments that belong together, as records. Most specific first. Scalars of the
   * schema's own that have no candidates are not asked for.
   */
  readonly values: Values
}

export interface RandomOperation {
  readonly query: string
  readonly variables: Record<string, unknown>
}

/** Levels of fields, at most. */
const MAX_DEPTH = 9

interface Fragment {
  readonly name: string
  readonly on: string
  readonly keys: Keys
  /** Levels of fields in it. */
  readonly depth: number
}

interface Writer {
  readonly world: RandomWorld
  readonly dice: Dice
  readonly inputs: Inputs
  readonly fragments: Fragment[]
  readonly fragmentTexts: string[]
  /** Fields that may still be written. */
  left: number
  aliases: number
  /** The deepest level written since it was last set. */
  deepest: number
}

/**
 * A valid operation and its variables: nested selections, aliases, inline and named fragments, type conditions,
 * @skip and @include, arguments as literals, variables or both. Valid by construction: one key of an answer is never
 * asked for with two meanings. The same `random` gives the same operation.
 */
export function randomOperation(random: () => number, world: RandomWorld): RandomOperation {
  const dice = diceOf(random)
  const inputs: Inputs = { dice, values: world.values, definitions: [], variables: {} }
  const left = dice.pick([5, 15, 30, 60])
  const writer: Writer = {
    world,
    dice,
    inputs,
    fragments: [],
    fragmentTexts: [],
    left,
    aliases: 0,
    deepest: 0,
  }
  const root = world.schema.getQueryType()
  if (!root) throw new TypeError('the schema has no queries')
  const selection = selectionText(writer, { type: root, scope: newScope(), depth: 1 })
  const head = headText(dice, inputs.definitions)
  return { query: [`${head}${selection}`, ...writer.fragmentTexts].join('\n'), variables: inputs.variables }
}

function headText(dice: Dice, definitions: readonly string[]): string {
  const name = dice.chance(0.5) ? ' Random' : ''
  if (definitions.length > 0) return `query${name}(${definitions.join(', ')}) `
  return name === '' && dice.chance(0.7) ? '' : `query${name} `
}

/** Where a selection stands. */
interface Spot {
  readonly type: GraphQLCompositeType
  readonly scope: Scope
  /** Level of the fields in it; 1 for those of the operation. */
  readonly depth: number
}

/** `{ … }`; never empty. */
function selectionText(writer: Writer, spot: Spot): string {
  const { dice } = writer
  writer.deepest = Math.max(writer.deepest, spot.depth)
  const wanted = dice.between(1, writer.left > 0 ? 6 : 2)
  const texts: string[] = []
  for (let index = 0; index < wanted; index++) {
    const text = oneSelection(writer, spot)
    if (text !== null) texts.push(text)
  }
  if (texts.length === 0) texts.push(typename(writer, spot))
  return `{${dice.pick([' ', '\n'])}${texts.join(dice.pick([' ', '\n', ', ']))} }`
}

function oneSelection(writer: Writer, spot: Spot): string | null {
  const { dice } = writer
  const isAbstract = isAbstractType(spot.type)
  const roll = dice.between(1, 100)
  if (roll <= 4) return typename(writer, spot)
  if (roll <= 12 || (isAbstract && roll <= 55)) return inlineFragment(writer, spot)
  if (roll <= 22 || (isAbstract && roll <= 80)) return spread(writer, spot)
  if (roll === 23 && spot.depth === 1) return introspection(spot)
  return field(writer, spot)
}

function typename(writer: Writer, { scope }: Spot): string {
  const key = freeKey(writer, scope, '__typename', '__typename')
  return `${key === '__typename' ? '' : `${key}: `}__typename${directives(writer)}`
}

function introspection({ scope }: Spot): string | null {
  const entry = claim(scope, '__type', '__type(Lease)', true)
  return entry === null ? null : '__type(name: "Lease") { name kind }'
}

/** The key under which a field is asked for: its name, now and then an alias, always one that conflicts with none. */
function freeKey(writer: Writer, scope: Scope, name: string, signature: string, isLeaf = true): string {
  const isPlain = writer.dice.chance(0.85)
  if (isPlain && claim(scope, name, signature, isLeaf) !== null) return name
  const alias = `a${++writer.aliases}`
  claim(scope, alias, signature, isLeaf)
  return alias
}

function field(writer: Writer, spot: Spot): string | null {
  const chosen = chooseField(writer, spot)
  if (chosen === null) return null
  writer.left--
  const type = getNamedType(chosen.type)
  const call = argumentsText(writer, spot.type, chosen)
  const signature = `${chosen.name}${call}: ${String(chosen.type)}`
  const key = freeKey(writer, spot.scope, chosen.name, signature, isLeafType(type))
  const head = `${key === chosen.name ? '' : `${key}: `}${chosen.name}${call}${directives(writer)}`
  if (!isCompositeType(type)) return head
  const child = spot.scope.keys.get(key)?.child ?? new Map()
  return `${head} ${selectionText(writer, { type, scope: newScope(child), depth: spot.depth + 1 })}`
}

function chooseField({ dice, world, left }: Writer, { type, depth }: Spot) {
  if (!isObjectType(type) && !isInterfaceType(type)) return null
  const all = Object.values(type.getFields()).filter((one) => isAskable(world.values, type, one))
  const leaves = all.filter((one) => isLeafType(getNamedType(one.type)))
  const nested = all.filter((one) => !isLeafType(getNamedType(one.type)))
  const mayNest = depth < MAX_DEPTH && left > 0 && nested.length > 0
  if (mayNest && (leaves.length === 0 || dice.chance(0.5))) return dice.pick(nested)
  return leaves.length === 0 ? null : dice.pick(leaves)
}

function isAskable(values: Values, parent: GraphQLNamedType, { name, args }: GraphQLField<unknown, unknown>) {
  const place = `${parent.name}.${name}`
  return (
    values.has(place) ||
    args.every(
      (arg) => !isRequiredArgument(arg) || isKnown(values, { name: `${place}.${arg.name}`, type: arg.type }),
    )
  )
}

function argumentsText(
  { dice, inputs }: Writer,
  parent: GraphQLNamedType,
  asked: GraphQLField<unknown, unknown>,
) {
  const place = `${parent.name}.${asked.name}`
  const sets = inputs.values.get(place)
  const set = sets === undefined ? {} : (dice.pick(sets) as Record<string, unknown>)
  const side = dice.pick(['first', 'first', 'last', 'neither'])
  const texts = asked.args.flatMap((arg) => {
    if (arg.name in set) return [`${arg.name}: ${givenText(inputs, arg.type, set[arg.name])}`]
    const name = `${place}.${arg.name}`
    const isWanted = wanted(dice, arg.name, side) && isKnown(inputs.values, { name, type: arg.type })
    return isRequiredArgument(arg) || isWanted ? [`${arg.name}: ${inputText(inputs, arg, name)}`] : []
  })
  return texts.length === 0 ? '' : `(${texts.join(', ')})`
}

/** A page is counted from one end; both together are an error, which has to come now and then as well. */
function wanted(dice: Dice, name: string, side: string): boolean {
  if (name === 'first' || name === 'last') return name === side || dice.chance(0.02)
  return dice.chance(name === 'after' || name === 'before' ? 0.15 : 0.4)
}

function directives({ dice, inputs }: Writer): string {
  if (dice.chance(0.88)) return ''
  const one = () => {
    const isTrue = dice.chance(0.5)
    return `@${dice.pick(['skip', 'include'])}(if: ${flag(inputs, isTrue)})`
  }
  if (dice.chance(0.15))
    return ` @skip(if: ${flag(inputs, dice.chance(0.3))}) @include(if: ${flag(inputs, true)})`
  return ` ${one()}`
}

function flag({ dice, definitions, variables }: Inputs, isTrue: boolean): string {
  if (dice.chance(0.5)) return String(isTrue)
  const name = `is${isTrue ? 'True' : 'False'}`
  if (!(name in variables)) {
    variables[name] = isTrue
    definitions.push(`$${name}: Boolean!`)
  }
  return `$${name}`
}

function inlineFragment(writer: Writer, spot: Spot): string {
  if (writer.dice.chance(0.2)) return `...${directives(writer)} ${selectionText(writer, spot)}`
  const type = narrowed(writer, spot.type)
  return `... on ${type.name}${directives(writer)} ${selectionText(writer, { ...spot, type })}`
}

/** A type condition that can be true here. */
function narrowed({ dice, world }: Writer, type: GraphQLCompositeType): GraphQLCompositeType {
  if (isAbstractType(type)) return dice.pick([type, ...world.schema.getPossibleTypes(type)])
  return dice.pick([type, type, ...(isObjectType(type) ? type.getInterfaces() : [])])
}

/** A named fragment: one that is there already where it fits, else a new one. */
function spread(writer: Writer, spot: Spot): string {
  const { dice, fragments } = writer
  const fitting = fragments.filter(
    ({ on, depth }) => isPossible(writer, spot.type, on) && spot.depth - 1 + depth <= MAX_DEPTH,
  )
  if (fitting.length > 0 && dice.chance(0.6)) {
    const fragment = dice.pick(fitting)
    if (merge(spot.scope, fragment.keys)) return `...${fragment.name}${directives(writer)}`
  }
  return newFragment(writer, spot)
}

function isPossible({ world }: Writer, here: GraphQLCompositeType, on: string): boolean {
  if (here.name === on) return true
  const type = world.schema.getType(on)
  if (isAbstractType(here)) return isObjectType(type) && world.schema.isSubType(here, type)
  return isAbstractType(type) && isObjectType(here) && world.schema.isSubType(type, here)
}

function newFragment(writer: Writer, spot: Spot): string {
  const type = narrowed(writer, spot.type)
  const scope = newScope(spot.scope.keys)
  const deepest = writer.deepest
  writer.deepest = 0
  const text = selectionText(writer, { ...spot, type, scope })
  const fragment = {
    name: `F${writer.fragmentTexts.length + 1}`,
    on: type.name,
    keys: scope.used,
    depth: writer.deepest - spot.depth + 1,
  }
  writer.deepest = Math.max(deepest, writer.deepest)
  for (const [key, entry] of scope.used) spot.scope.used.set(key, entry)
  writer.fragments.push(fragment)
  writer.fragmentTexts.push(`fragment ${fragment.name} on ${type.name} ${text}`)
  return `...${fragment.name}${directives(writer)}`
}
