import { anyWords, document, group, times, tooLarge } from '../abuse.ts'

const cycle = /cycle|itself|fragments, at most/i

/** A fragment chain in which each one spreads the next one twice: 2^count spreads, if one follows them all. */
const doubling = (count: number) =>
  `{ network { ...f0 } } ${times(count, (n) => `fragment f${n} on Network { ...f${n + 1} ...f${n + 1} }`)} fragment f${count} on Network { chainId }`
/** The same, each under its own alias: 2^count answers. */
const doublingAnswers = (count: number) =>
  `{ leases(first: 1) { nodes { ...f0 } } } ${times(count, (n) => `fragment f${n} on Lease { a: deployment { leases(first: 1) { nodes { ...f${n + 1} } } } b: deployment { leases(first: 1) { nodes { ...f${n + 1} } } } }`)} fragment f${count} on Lease { id }`
/** Ten spreads of the next one in each: 10^count. */
const tenfold = (count: number) =>
  `{ network { ...f0 } } ${times(count, (n) => `fragment f${n} on Network { ${times(10, () => `...f${n + 1}`)} }`)} fragment f${count} on Network { chainId }`
const ring = (count: number) =>
  `{ network { ...f0 } } ${times(count, (n) => `fragment f${n} on Network { ...f${(n + 1) % count} }`)}`

export const breadth = [
  ...group('aliases', [
    ...[60, 120, 190].map(
      (count) =>
        [
          `one small field ${count} times`,
          document(`{ ${times(count, (n) => `a${n}: network { chainId }`)} }`),
          tooLarge,
        ] as const,
    ),
    [
      'one small field 1000 times',
      document(`{ ${times(1000, (n) => `a${n}: network { chainId }`)} }`),
      tooLarge,
    ],
    ['one leaf 300 times', document(`{ network { ${times(300, (n) => `a${n}: chainId`)} } }`), tooLarge],
    ['__typename 300 times', document(`{ ${times(300, (n) => `a${n}: __typename`)} }`), tooLarge],
    ...[30, 50, 70].map(
      (count) =>
        [
          `a full page ${count} times`,
          document(`{ ${times(count, (n) => `a${n}: leases(first: 100) { nodes { id } }`)} }`),
          tooLarge,
        ] as const,
    ),
    [
      'a full page 20 times',
      document(`{ ${times(20, (n) => `a${n}: leases(first: 100) { nodes { id } }`)} }`),
    ],
    ['doubling 3 times, each an answer', document(doublingAnswers(3))],
    ['a count 50 times', document(`{ ${times(50, (n) => `a${n}: leases { totalCount }`)} }`), tooLarge],
    [
      'a count of another filter each, 50 times',
      document(`{ ${times(50, (n) => `a${n}: leases(filter: { dseq: ${n} }) { totalCount }`)} }`),
      tooLarge,
    ],
    ['the feed 50 times', document(`{ ${times(50, (n) => `a${n}: changes { nodes { id } }`)} }`), tooLarge],
    [
      'aliases that are names of Object',
      document('{ __proto__: __typename constructor: __typename toString: __typename }'),
    ],
    ['an alias of 50000 letters', document(`{ ${'a'.repeat(50_000)}: __typename }`)],
    [
      'aliases over fragments',
      document(
        `{ ${times(60, (n) => `...f${n}`)} } ${times(60, (n) => `fragment f${n} on Query { a${n}: __typename }`)}`,
      ),
      tooLarge,
    ],
    [
      'an alias under an alias under an alias',
      document(
        `{ ${times(8, (a) => `a${a}: leases(first: 1) { nodes { ${times(8, (b) => `b${b}: deployment { id }`)} } }`)} }`,
      ),
      tooLarge,
    ],
  ]),
  ...group('the same field again', [
    ['a small field 100 times', document(`{ ${times(100, () => 'network { chainId }')} }`)],
    ['a small field 400 times', document(`{ ${times(400, () => 'network { chainId }')} }`), tooLarge],
    ['a leaf 900 times', document(`{ network { ${times(900, () => 'chainId')} } }`)],
    ['a leaf 30000 times', document(`{ network { ${times(20_000, () => 'id')} } }`), tooLarge],
    ['a page of one row 60 times', document(`{ ${times(60, () => 'leases(first: 1) { nodes { id } }')} }`)],
    [
      'a fragment 300 times',
      document(`{ ${times(300, () => '...f')} } fragment f on Query { network { chainId } }`),
    ],
    [
      'quadratic: 200 fields that have to agree',
      document(`{ leases(first: 1) { nodes { ${times(200, () => 'provider { id }')} } } }`),
    ],
    [
      'quadratic: nested fields that have to agree',
      document(
        `{ ${times(25, () => 'leases(first: 1) { nodes { provider { id address } deployment { id } } }')} }`,
      ),
    ],
    [
      'quadratic: 100 fragments that have to agree',
      document(
        `{ network { ${times(100, (n) => `...f${n}`)} } } ${times(100, (n) => `fragment f${n} on Network { chainId }`)}`,
      ),
    ],
    ['conflicts: 2 fields', document('{ leases(first: 1) { nodes { a: owner a: dseq } } }'), /conflict/],
    [
      'conflicts: 90 fields, each with each',
      document(
        `{ leases(first: 1) { nodes { ${times(90, (n) => `a: ${['owner', 'dseq', 'state'][n % 3]}`)} } } }`,
      ),
      /conflict|at most/,
    ],
    [
      'conflicts: 90 arguments, each with each',
      document(`{ ${times(90, (n) => `a: leases(first: ${n}) { nodes { id } }`)} }`),
      /conflict|at most/,
    ],
    [
      'conflicts in fragments',
      document(
        `{ network { ${times(60, (n) => `...f${n}`)} } } ${times(60, (n) => `fragment f${n} on Network { a: ${['chainId', 'phase'][n % 2]} }`)}`,
      ),
      /conflict|at most/,
    ],
  ]),
  ...group('fragments', [
    ['a cycle of one', document('{ network { ...f } } fragment f on Network { ...f }'), cycle],
    ...[2, 10, 80].map((count) => [`a cycle of ${count}`, document(ring(count)), cycle] as const),
    [
      'a cycle through inline fragments',
      document('{ network { ...f } } fragment f on Network { ... { ... on Network { ...f } } }'),
      cycle,
    ],
    [
      'a cycle through the graph',
      document(
        '{ leases(first: 1) { nodes { ...f } } } fragment f on Lease { deployment { leases(first: 1) { nodes { ...f } } } }',
      ),
      cycle,
    ],
    [
      'a cycle that nobody enters',
      document('{ network { chainId } } fragment f on Network { ...f }'),
      anyWords,
    ],
    [
      'a cycle in introspection',
      document('{ __schema { types { ...f } } } fragment f on __Type { ofType { ...f } }'),
      cycle,
    ],
    [
      'a cycle that is skipped',
      document('{ network { ...f } } fragment f on Network { ...f @skip(if: true) }'),
      cycle,
    ],
    ...[10, 20, 60].map((count) => [`doubling ${count} times`, document(doubling(count))] as const),
    ...[5, 9, 12].map(
      (count) =>
        [`doubling ${count} times, each an answer`, document(doublingAnswers(count)), tooLarge] as const,
    ),
    ...[3, 6, 15].map((count) => [`tenfold ${count} times`, document(tenfold(count))] as const),
    ['tenfold 60 times', document(tenfold(60)), tooLarge],
    [
      '100 that nobody uses',
      document(`{ network { chainId } } ${times(100, (n) => `fragment f${n} on Network { chainId }`)}`),
      /never used|at most/,
    ],
    [
      '200 that nobody defined',
      document(`{ network { ${times(200, (n) => `...f${n}`)} } }`),
      /Unknown fragment/,
    ],
    [
      '100 on types that nobody defined',
      document(`{ ${times(100, (n) => `... on T${n} { id }`)} }`),
      /Unknown type|at most/,
    ],
    [
      '100 on types that do not fit',
      document(`{ network { ${times(100, () => '... on Lease { id }')} } }`),
      /never be of type|at most/,
    ],
    ['one on a scalar', document('{ network { ... on Int { id } } }'), anyWords],
    [
      'one twice',
      document('{ network { ...f } } fragment f on Network { chainId } fragment f on Network { phase }'),
      /only one fragment/,
    ],
    ['one named on', document('{ ...on } fragment on on Query { __typename }'), /Syntax Error/],
  ]),
]
