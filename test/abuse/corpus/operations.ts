import { anyWords, body, document, group, times, tooLarge } from '../abuse.ts'

const named = (query: string, operationName: unknown) => body(JSON.stringify({ query, operationName }))
const fieldTypes = (count: number): string =>
  count === 0 ? 'name' : `fields { type { ${fieldTypes(count - 1)} } }`
const ofTypes = (count: number): string => (count === 0 ? 'name' : `ofType { ${ofTypes(count - 1)} }`)
const possible = (count: number): string =>
  count === 0 ? 'name' : `possibleTypes { interfaces { ${possible(count - 1)} } }`

const introspection = `query IntrospectionQuery { __schema { queryType { name } types { kind name description
  fields(includeDeprecated: true) { name description args { name description type { ...t } defaultValue } type { ...t } isDeprecated }
  inputFields { name type { ...t } defaultValue } interfaces { ...t } enumValues(includeDeprecated: true) { name } possibleTypes { ...t } }
  directives { name locations args { name type { ...t } } } } }
  fragment t on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`

export const operations = [
  ...group('operations', [
    ['a mutation', document('mutation { leases { nodes { id } } }'), /mutation/],
    [
      'a mutation among queries',
      named('query A { __typename } mutation B { leases { nodes { id } } }', 'A'),
      /mutation/,
    ],
    ['a subscription', document('subscription { leases { nodes { id } } }'), /subscription/],
    [
      'a subscription of many fields',
      document('subscription { leases { nodes { id } } network { chainId } __typename }'),
      /subscription/,
    ],
    [
      '200 operations',
      named(
        times(160, (n) => `query A${n} { __typename }`),
        'A7',
      ),
    ],
    [
      '200 operations, none of them named',
      body(JSON.stringify({ query: times(160, (n) => `query A${n} { __typename }`) })),
      /operation/i,
    ],
    ['300 operations without names', document(times(300, () => '{ __typename }')), /operation/i],
    [
      '200 operations of one name',
      named(
        times(160, () => 'query A { __typename }'),
        'A',
      ),
      tooLarge,
    ],
    ['10000 operations', document(times(5000, () => '{ a }')), tooLarge],
    ['a name that is not there', named('query A { __typename }', 'B'), /"B"/],
    ['a name of 50000 letters', named('query A { __typename }', 'x'.repeat(50_000)), /operation/i],
    ['an empty name', named('query A { __typename }', '')],
    ['a number for a name', named('query A { __typename }', 5), anyWords],
    ['a list for a name', named('query A { __typename }', ['A']), anyWords],
    ['an object for a name', named('query A { __typename }', { toString: 'A' }), anyWords],
    ['a fragment alone', document('fragment f on Query { __typename }'), anyWords],
    ['a type definition', document('type A { a: Int }'), /A/],
    ['a schema extension beside a query', document('{ __typename } extend type Query { a: Int }'), anyWords],
    ['an empty document', document(''), anyWords],
    ['blanks alone', document(' \n\t,,, '), /Syntax/],
    ['an empty selection', document('{ }'), /Syntax/],
    ['an empty selection inside', document('{ network { } }'), /Syntax/],
    ['a leaf that is asked further', document('{ network { chainId { x } } }'), /chainId/],
    ['a record that is not asked further', document('{ network }'), /network/],
    [
      '900 fields that nobody defined',
      document(`{ network { ${times(900, (n) => `x${n}`)} } }`),
      /Cannot query field/,
    ],
    [
      'one more than the errors that are told',
      document(`{ network { ${times(25, (n) => `x${n}`)} } }`),
      /Cannot query field/,
    ],
  ]),
  ...group('introspection', [
    ['the whole schema, as tools ask', document(introspection)],
    [
      'the whole schema, 10 times',
      document(`{ ${times(10, (n) => `a${n}: __schema { types { name fields { name } } }`)} }`),
    ],
    [
      'the whole schema, 60 times',
      document(`{ ${times(60, (n) => `a${n}: __schema { types { name } }`)} }`),
      tooLarge,
    ],
    ...[3, 6, 20, 60].map(
      (count) =>
        [
          `types of fields of types, ${count} rounds`,
          document(`{ __schema { types { ${fieldTypes(count)} } } }`),
          anyWords,
        ] as const,
    ),
    ...[4, 10].map(
      (count) =>
        [
          `possible types of interfaces, ${count} rounds`,
          document(`{ __schema { types { ${possible(count)} } } }`),
          anyWords,
        ] as const,
    ),
    [
      'types of fields by fragments',
      document(
        `{ __schema { types { ...f0 } } } ${times(6, (n) => `fragment f${n} on __Type { fields { type { ...f${n + 1} } } }`)} fragment f6 on __Type { name }`,
      ),
      anyWords,
    ],
    ['ofType 9 times', document(`{ __type(name: "Lease") { ${ofTypes(9)} } }`)],
    ['ofType 100 times', document(`{ __type(name: "Lease") { ${ofTypes(100)} } }`), tooLarge],
    ['a type of 50000 letters', document(`{ __type(name: "${'x'.repeat(50_000)}") { name } }`)],
    [
      '100 types under aliases',
      document(`{ ${times(100, (n) => `a${n}: __type(name: "Lease") { name }`)} }`),
      tooLarge,
    ],
    [
      '__typename in everything',
      document(
        '{ __typename network { __typename history { __typename } } leases(first: 1) { __typename nodes { __typename } pageInfo { __typename } } }',
      ),
    ],
  ]),
]
