import { getIntrospectionQuery } from 'graphql'
import { describe, expect, it } from 'vitest'
import { isFailure } from '#domain/failure.ts'
import { readDocument } from '../document/read-document.ts'
import { createSchema } from '../schema.ts'
import { limits } from './limits.ts'

const rules = { schema: createSchema(), introspection: true }
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ')

/** What is wrong with a document; null: nothing. */
function complaint(text: string): string | null {
  const outcome = readDocument(rules, text)
  return 'errors' in outcome ? (outcome.errors[0]?.message ?? '') : null
}

/** A query that goes `levels` deep, the leaf included. */
function deep(levels: number): string {
  const [open, close] = ['orders { group {', '} }']
  // The deployment, its groups and the leaf; each order and its group are two more.
  const repeat = (levels - 3) / 2
  return `{ deployment(owner: "akash1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq7cdc78", dseq: 1) { groups { ${open.repeat(repeat)} name ${close.repeat(repeat)} } } }`
}

const withFragments = (count: number) =>
  `{ network { ${times(count, (n) => `...F${n}`)} } }
  ${times(count, (n) => `fragment F${n} on Network { ${n % 2 === 0 ? 'chainId' : 'phase'} }`)}`

/** Of each limit: a document at it, one above it, and how the refusal begins. */
const cases: readonly (readonly [name: string, at: string, above: string, message: string])[] = [
  [
    'lines',
    `{ __typename }${'\r\n'.repeat(limits.lines - 1)}`,
    `{ __typename }${'\r'.repeat(limits.lines)}`,
    'the document has 2001 lines, at most 2000 may be',
  ],
  [
    'operations',
    times(limits.operations, (n) => `query Q${n} { __typename }`),
    times(limits.operations + 1, () => 'query Q { __typename }'),
    'the document has 21 operations, at most 20 may be',
  ],
  [
    'tokens',
    `{ nodes(ids: [${'"a" '.repeat(limits.tokens - 12)}]) { id } }`,
    `{ nodes(ids: [${'"a" '.repeat(limits.tokens - 11)}]) { id } }`,
    'the document has 1001 tokens, at most 1000 may be',
  ],
  [
    'depth',
    deep(limits.depth),
    deep(limits.depth + 2),
    'the document has 17 levels of fields, at most 15 may be',
  ],
  [
    'aliases',
    `{ network { ${times(limits.aliases, (n) => `a${n}: chainId`)} } }`,
    `{ network { ${times(limits.aliases + 1, (n) => `a${n}: chainId`)} } }`,
    'the document has 51 fields under an alias, with fragments counted where they are spread, at most 50 may be',
  ],
  [
    'repeats',
    `{ network { ${'chainId '.repeat(20)} ...F } network { ${'chainId '.repeat(5)} } } fragment F on Network { ${'chainId '.repeat(5)} }`,
    `{ network { ${'chainId '.repeat(20)} ...F } network { ${'chainId '.repeat(5)} } } fragment F on Network { ${'chainId '.repeat(6)} }`,
    'the document has 31 selections of one field in one place, at most 30 may be',
  ],
  [
    'rootFields',
    `{ ${'__typename '.repeat(limits.rootFields)} }`,
    `{ ...F __typename } fragment F on Query { ${'__typename '.repeat(limits.rootFields)} }`,
    'the document has 21 fields of its own in one operation, at most 20 may be',
  ],
  [
    'directives',
    `{ network { ${'chainId @include(if: true) phase @skip(if: false) '.repeat(limits.directives / 2)} } }`,
    `query { network @skip(if: false) { ${'chainId @include(if: true) phase @skip(if: false) '.repeat(limits.directives / 2)} } }`,
    'the document has 51 directives, at most 50 may be',
  ],
  [
    'fragments',
    withFragments(limits.fragments),
    withFragments(limits.fragments + 1),
    'the document has 51 fragments, at most 50 may be',
  ],
  [
    'fields',
    `{ network { ...F0 } } ${times(8, (n) => `fragment F${n} on Network { ...F${n + 1} ...F${n + 1} }`)} fragment F8 on Network { ${'chainId '.repeat(19)} }`,
    `{ network { ...F0 } } ${times(8, (n) => `fragment F${n} on Network { ...F${n + 1} ...F${n + 1} }`)} fragment F8 on Network { ${'chainId '.repeat(20)} }`,
    'the document has 5121 fields, with fragments counted where they are spread, at most 5000 may be',
  ],
]

describe('a document', () => {
  it.each(cases)('may reach the limit of %s and not exceed it', (_name, at, above, message) => {
    expect(complaint(at)).toBeNull()
    expect(complaint(above)).toBe(message)
  })

  it('is refused with BAD_USER_INPUT', () => {
    const outcome = readDocument(rules, deep(21))
    expect('errors' in outcome && isFailure(outcome.errors[0], 'BAD_USER_INPUT')).toBe(true)
  })

  it('may be the introspection that tools send', () => {
    expect(complaint(getIntrospectionQuery())).toBeNull()
    const options = {
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    }
    expect(complaint(getIntrospectionQuery(options))).toBeNull()
  })

  it('may not, where introspection is off', () => {
    const outcome = readDocument(
      { ...rules, introspection: false },
      '{ __schema { description } __type(name: "A") { name } }',
    )
    expect('errors' in outcome && outcome.errors.map(({ message }) => message)).toEqual([
      'introspection is switched off here (INTROSPECTION=off): "__schema" is not answered',
      'introspection is switched off here (INTROSPECTION=off): "__type" is not answered',
    ])
    const misspelt = readDocument({ ...rules, introspection: false }, '{ netwerk { chainId } }')
    expect('errors' in misspelt && misspelt.errors[0]?.message).toBe(
      'Cannot query field "netwerk" on type "Query".',
    )
    expect(readDocument({ ...rules, introspection: false }, '{ __typename }')).toHaveProperty('sha256')
  })
})

describe('fragments that multiply', () => {
  const doubling = (levels: number, body: (next: string) => string) =>
    `{ network { ...F0 } } ${times(levels, (n) => `fragment F${n} on Network { ${body(`...F${n + 1}`)} }`)} fragment F${levels} on Network { chainId }`

  it('are measured by their text', () => {
    expect(complaint(doubling(45, (next) => `${next} ${next}`))).toBe(
      'the document has more than 1000000 fields, with fragments counted where they are spread, at most 5000 may be',
    )
    const nested = `{ network { ...F0 } } ${times(13, (n) => `fragment F${n} on Network { a: history { ...G${n} } b: history { ...G${n} } }`)}`
    expect(complaint(nested)).not.toBeNull()
  })

  it('are refused where they contain themselves', () => {
    expect(
      complaint('{ network { ...A } } fragment A on Network { ...B } fragment B on Network { ...A }'),
    ).toMatch(/Cannot spread fragment "A" within itself via "B"/)
    expect(complaint('{ network { ...A } } fragment A on Network { chainId ...A }')).toMatch(/within itself/)
  })

  it.each([
    '{ leases(first: 1) { nodes { ...A } } } fragment A on Lease { deployment { leases(first: 1) { nodes { ...A } } } }',
    '{ __schema { types { ...A } } } fragment A on __Type { ofType { ...A ofType { ...A } } }',
    `{ network { ...A } } fragment A on Network { ${times(40, () => 'chainId')} history { ...B } } fragment B on Nothing { network { ...A ...A } }`,
  ])('are refused where they contain themselves below a field: %s', (text) => {
    expect(complaint(text)).toMatch(/^Cannot spread fragment "A" within itself/)
  })
})
