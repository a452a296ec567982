import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, responseKey } from './response-key.ts'

const question = { documentHash: 'ab', operationName: null, variables: null, scope: '' }

describe('canonical JSON', () => {
  it('is the same for the same value, in whatever order its keys came', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(reversed(value))).toBe(text)
      }),
    )
  })

  it('differs for different values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = canonicalJson(a) === canonicalJson(b)
        expect(same).toBe(sortedText(a) === sortedText(b))
      }),
    )
  })

  it('refuses a tower of brackets', () => {
    const tower = JSON.parse('['.repeat(5000) + ']'.repeat(5000))
    expect(() => canonicalJson(tower)).toThrow('the variables are nested deeper than 32 levels')
  })
})

describe('the key of a response', () => {
  it('takes null variables, absent ones and none for the same', () => {
    const key = responseKey(question)
    expect(responseKey({ ...question, variables: {} })).toBe(key)
    expect(responseKey({ ...question, variables: { a: undefined } })).toBe(key)
  })

  it.each([
    { documentHash: 'ac' },
    { operationName: '' },
    { operationName: 'null' },
    { scope: 'me' },
    { variables: { a: null } },
    { operationName: '","x' },
  ])('differs by %j', (other) => {
    expect(responseKey({ ...question, ...other })).not.toBe(responseKey(question))
  })

  it('keeps its parts apart', () => {
    const texts = fc.record({
      documentHash: fc.string(),
      operationName: fc.option(fc.string()),
      scope: fc.string(),
    })
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const same = responseKey({ ...a, variables: null }) === responseKey({ ...b, variables: null })
        expect(same).toBe(JSON.stringify(Object.values(a)) === JSON.stringify(Object.values(b)))
      }),
    )
  })
})

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, reversed(item)]),
  )
}

/** Another way to the same end: every path with its leaf, sorted. */
function sortedText(value: unknown, path: readonly unknown[] = []): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify([path, value])
  const kind = Array.isArray(value) ? 'list' : 'object'
  const parts = Object.entries(value).map(([name, item]) => sortedText(item, [...path, name]))
  return [`${kind} ${JSON.stringify(path)}`, ...parts].sort().join('\n')
}
