import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSchema, parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWorld } from '#gateway/test-world.ts'
import { exampleVariables } from '../console/graphiql/opening-state.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = `${root}console/graphiql/examples`
const examples = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(`${folder}/${name}`, 'utf8'),
}))
const schema = buildSchema(readFileSync(`${root}schema.graphql`, 'utf8'))

let world: Awaited<ReturnType<typeof openTestWorld>>
beforeAll(async () => {
  world = await openTestWorld()
})
afterAll(() => world.end())

it('there are five, in the order of their numbers', () => {
  expect(examples.map(({ name }) => name.slice(0, 2))).toEqual(['1-', '2-', '3-', '4-', '5-'])
})

describe.each(examples)('$name', ({ text }) => {
  it('is explained, and fits the schema', () => {
    expect(text).toMatch(/^# [A-Z].+\n#\n(# .+\n)+query \w+/)
    expect(validate(schema, parse(text))).toEqual([])
  })

  it('is answered without errors', async () => {
    const variables = exampleVariables(text, new Date('2026-01-10T00:00:00Z'))
    const { data, errors } = await world.ask(text, variables === null ? {} : JSON.parse(variables))
    expect(errors).toBeUndefined()
    for (const value of Object.values(data)) expect(value).not.toBeNull()
  })
})
