import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { schemaText } from './schema.generated.ts'

/** Everything of a schema that a description can stand on, by its name. */
function* described(schema: GraphQLSchema): Generator<readonly [string, string | null | undefined]> {
  yield ['the schema', schema.description]
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue
    yield [type.name, type.description]
    if (isEnumType(type))
      for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description]
    if (!isObjectType(type) && !isInputObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      yield [`${type.name}.${field.name}`, field.description]
      if ('args' in field)
        for (const arg of field.args) yield [`${type.name}.${field.name}(${arg.name}:)`, arg.description]
    }
  }
}

describe('the schema', () => {
  it('describes every type, field, argument and value', () => {
    const all = [...described(buildSchema(schemaText))]
    expect(all.length).toBeGreaterThan(200)
    expect(all.filter(([, text]) => (text ?? '').trim().length < 5).map(([name]) => name)).toEqual([])
  })

  it('says what null means wherever null may come', () => {
    const silent = Object.values(buildSchema(schemaText).getTypeMap()).flatMap((type) => {
      if (isIntrospectionType(type) || !isObjectType(type)) return []
      const fields = Object.values(type.getFields()).filter((field) => !String(field.type).endsWith('!'))
      return fields
        .filter((field) => !/null/i.test(field.description ?? ''))
        .map((field) => `${type.name}.${field.name}`)
    })
    expect(silent).toEqual([])
  })
})
