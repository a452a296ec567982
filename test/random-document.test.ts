import { readFileSync } from 'node:fs'
import {
  buildSchema,
  getNamedType,
  isInputObjectType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { seededRandom } from './chaos/seeded-random.ts'
import { randomOperation } from './random-document.ts'

const schema = buildSchema(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'))
const values = new Map<string, readonly unknown[]>([
  ['Address', ['akash1aaa']],
  ['UInt64', ['7', 7]],
  ['Cursor', ['YQ']],
  ['ID', ['x']],
  ['DateTime', ['2026-01-31T12:00:00Z']],
])

describe('random documents', () => {
  it('are valid, and the same for the same seed', () => {
    const run = () => {
      const random = seededRandom(1)
      return Array.from({ length: 600 }, () => randomOperation(random, { schema, values }))
    }
    const operations = run()
    for (const { query } of operations) expect([query, validate(schema, parse(query))]).toEqual([query, []])
    expect(run()).toEqual(operations)
  }, 120_000)

  it('ask for every field, every argument and every input field', () => {
    const seen = new Set<string>()
    const random = seededRandom(2)
    for (let index = 0; index < 4000; index++) note(randomOperation(random, { schema, values }).query, seen)
    expect(everything().filter((name) => !seen.has(name))).toEqual([])
  }, 120_000)
})

function note(query: string, seen: Set<string>): void {
  const info = new TypeInfo(schema)
  const enter = () => {
    const parent = info.getParentType()
    const [field, argument] = [info.getFieldDef(), info.getArgument()]
    if (parent && field) seen.add(`${parent.name}.${field.name}`)
    if (parent && field && argument) seen.add(`${parent.name}.${field.name}(${argument.name})`)
  }
  visit(
    parse(query),
    visitWithTypeInfo(info, {
      Field: enter,
      Argument: enter,
      ObjectField: ({ name }) => {
        const type = info.getParentInputType()
        if (type) seen.add(`${getNamedType(type).name}.${name.value}`)
      },
    }),
  )
}

function everything(): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__') || !('getFields' in type)) return []
    if (isInputObjectType(type)) return Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)
    return Object.values(type.getFields()).flatMap((field) => [
      `${type.name}.${field.name}`,
      ...field.args.map((arg) => `${type.name}.${field.name}(${arg.name})`),
    ])
  })
}
