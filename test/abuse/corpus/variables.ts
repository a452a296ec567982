import { anyWords, body, document, documentWith, group, times } from '../abuse.ts'

const page = 'query ($n: Int) { leases(first: $n) { nodes { id } } }'
const filtered = 'query ($f: LeaseFilter) { leases(filter: $f) { nodes { id } } }'
const withVariables = (variables: string) => documentWith(page, variables)

export const variables = [
  ...group('variables', [
    [
      '1000 that nobody defined',
      document(page, Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`v${n}`, n]))),
    ],
    [
      '150 that nobody gives',
      document(`query (${times(150, (n) => `$v${n}: Int!`)}) { ${times(1, () => '__typename')} }`),
      /\$v0/,
    ],
    [
      '150 that nobody uses',
      document(`query (${times(150, (n) => `$v${n}: Int`)}) { __typename }`),
      /never used/,
    ],
    [
      '100 that nobody defined, used',
      document(`{ ${times(100, (n) => `leases(first: $v${n}) { nodes { id } }`)} }`),
      /not defined|at most/,
    ],
    [
      'one defined 200 times',
      document(`query (${times(200, () => '$n: Int')}) { leases(first: $n) { nodes { id } } }`),
      /only one variable/,
    ],
    [
      'of a type that nobody defined',
      document('query ($n: Nothing) { leases(first: $n) { nodes { id } } }'),
      /Nothing/,
    ],
    ['of an output type', document('query ($n: Lease) { __typename }'), /Lease/],
    [
      'of another type than the argument',
      document('query ($n: String) { leases(first: $n) { nodes { id } } }'),
      /\$n/,
    ],
    [
      'with a default of another type',
      document('query ($n: Int = "x") { leases(first: $n) { nodes { id } } }'),
      /Int/,
    ],
    ['as a list', withVariables('[1]'), anyWords],
    ['as a text', withVariables('"x"'), anyWords],
    ['as a number', withVariables('5'), anyWords],
    ['as true', withVariables('true'), anyWords],
    ['as null', withVariables('null')],
    ['as text that is JSON', withVariables('"{\\"n\\":1}"'), anyWords],
    ['one of 60000 letters', document(page, { n: 'x'.repeat(60_000) }), /\$n/],
    ['a name of 60000 letters', document(page, { ['x'.repeat(60_000)]: 1 })],
    ['7000 names', document(page, Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`v${n}`, 1])))],
    ['an object for a number', document(page, { n: { valueOf: 5 } }), /\$n/],
    [
      'a list of 20000 numbers for a number',
      document(page, { n: Array.from({ length: 20_000 }, () => 1) }),
      /\$n/,
    ],
    [
      '2000 wrong keys in a filter',
      document(filtered, { f: Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`k${n}`, 1])) }),
      /\$f/,
    ],
    [
      'a filter with every value wrong',
      document(filtered, {
        f: { owner: 1, provider: 2, dseq: [], states: 'X', closeReasons: 5, hasIpEndpoints: 'x' },
      }),
      /\$f/,
    ],
    ['a filter that is a list', document(filtered, { f: [] }), /\$f/],
    ['a filter that is true', document(filtered, { f: true }), /\$f/],
    [
      'null for what must not be null',
      document('query ($a: Address!) { provider(address: $a) { id } }', { a: null }),
      /\$a/,
    ],
    [
      '5000 wrong values in a list',
      document('query ($s: [LeaseState!]) { leases(filter: { states: $s }) { nodes { id } } }', {
        s: Array.from({ length: 5000 }, (_, n) => n),
      }),
      /\$s/,
    ],
    ['an id of an object', document('query ($a: ID!) { node(id: $a) { id } }', { a: {} }), /\$a/],
    ['an id of 1e300', documentWith('query ($a: ID!) { node(id: $a) { id } }', '{"a":1e300}'), /id|\$a/],
  ]),
  ...group('prototypes', [
    ['__proto__ as a variable', withVariables('{"__proto__":{"n":101}}')],
    ['__proto__ as a variable, with a size', withVariables('{"__proto__":{"n":5},"n":1}')],
    ['constructor as a variable', withVariables('{"constructor":{"prototype":{"polluted":true}}}')],
    [
      '__proto__ in a filter',
      documentWith(filtered, '{"f":{"__proto__":{"dseq":"5","polluted":true}}}'),
      /\$f|__proto__/,
    ],
    [
      'constructor in a filter',
      documentWith(filtered, '{"f":{"constructor":{"prototype":{"polluted":true}}}}'),
      /constructor/,
    ],
    ['toString in a filter', documentWith(filtered, '{"f":{"toString":"x"}}'), /toString/],
    ['hasOwnProperty in a filter', documentWith(filtered, '{"f":{"hasOwnProperty":1}}'), /hasOwnProperty/],
    ['__proto__ beside the query', body('{"query":"{ __typename }","__proto__":{"polluted":true}}')],
    ['the query in __proto__', body('{"__proto__":{"query":"{ __typename }"}}'), anyWords],
    [
      'constructor beside the query',
      body('{"query":"{ __typename }","constructor":{"prototype":{"polluted":true}}}'),
    ],
    [
      '__proto__ in the extensions',
      body(
        '{"query":"{ __typename }","extensions":{"__proto__":{"polluted":true,"persistedQuery":{"version":1,"sha256Hash":"x"}}}}',
      ),
    ],
    [
      'a variable named $__proto__',
      documentWith(
        'query ($__proto__: Int) { leases(first: $__proto__) { nodes { id } } }',
        '{"__proto__":5}',
      ),
    ],
    [
      'a variable named $constructor',
      document('query ($constructor: Int) { leases(first: $constructor) { nodes { id } } }'),
    ],
    [
      'a variable named $toString',
      document('query ($toString: Int!) { leases(first: $toString) { nodes { id } } }'),
      /\$toString/,
    ],
    ['a fragment named __proto__', document('{ ...__proto__ } fragment __proto__ on Query { __typename }')],
    ['a fragment named constructor that nobody defined', document('{ ...constructor }'), /constructor/],
    ['a field named constructor', document('{ constructor }'), /constructor/],
    ['a field named __proto__', document('{ __proto__ }'), /__proto__/],
    ['a type named __proto__', document('{ __type(name: "__proto__") { name } }')],
    [
      'an operation named __proto__',
      body('{"query":"query __proto__ { __typename }","operationName":"__proto__"}'),
    ],
    [
      'an operation named constructor that is not there',
      body('{"query":"query A { __typename }","operationName":"constructor"}'),
      /constructor/,
    ],
    [
      'an enum value named __proto__',
      document('{ leases(orderBy: __proto__) { nodes { id } } }'),
      /__proto__/,
    ],
    ['a directive named constructor', document('{ __typename @constructor }'), /constructor/],
  ]),
]
