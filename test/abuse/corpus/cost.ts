import { document, group, times, tooExpensive } from '../abuse.ts'

const threefold = (n: string) =>
  `leases(first: ${n}) { nodes { deployment { leases(first: ${n}) { nodes { deployment { leases(first: ${n}) { nodes { id } } } } } } } }`

export const cost = [
  ...group('cost', [
    ['100 × 100 × 100 leases', document(`{ ${threefold('100')} }`), tooExpensive],
    [
      'the same with a variable',
      document(`query ($n: Int!) { ${threefold('$n')} }`, { n: 100 }),
      tooExpensive,
    ],
    ['the same with a default', document(`query ($n: Int = 100) { ${threefold('$n')} }`), tooExpensive],
    [
      'the same with a variable of null over a default',
      document(`query ($n: Int = 1) { ${threefold('$n')} }`, { n: 100 }),
      tooExpensive,
    ],
    [
      'the same, counted from the end',
      document(`query ($n: Int!) { ${threefold('$n').replaceAll('first', 'last')} }`, { n: 100 }),
      tooExpensive,
    ],
    [
      'the same in a fragment',
      document(`query ($n: Int!) { ...f } fragment f on Query { ${threefold('$n')} }`, { n: 100 }),
      tooExpensive,
    ],
    [
      'the same under aliases',
      document(`query ($n: Int!) { ${threefold('$n').replaceAll('leases', 'l: leases')} }`, { n: 100 }),
      tooExpensive,
    ],
    [
      'the same by edges',
      document(
        `query ($n: Int!) { leases(first: $n) { edges { node { deployment { leases(first: $n) { edges { node { deployment { leases(first: $n) { edges { node { id } } } } } } } } } } } }`,
        { n: 100 },
      ),
      tooExpensive,
    ],
    [
      'the same, included by a variable',
      document(
        `query ($n: Int!, $yes: Boolean!) { ${threefold('$n').replace('deployment', 'deployment @include(if: $yes)')} }`,
        { n: 100, yes: true },
      ),
      tooExpensive,
    ],
    [
      '100 × 100 changes',
      document('{ leases(first: 100) { nodes { events(first: 100) { nodes { id lease { id } } } } } }'),
      tooExpensive,
    ],
    [
      '100 × 100 leases of providers',
      document('{ providers(first: 100) { nodes { leases(first: 100) { nodes { id } } } } }'),
      tooExpensive,
    ],
    [
      '100 × 100 × 100 bids',
      document(
        '{ leases(first: 100) { nodes { deployment { groups(first: 100) { orders(first: 100) { bids(first: 100) { price { amount } } } } } } } }',
      ),
      tooExpensive,
    ],
    [
      'pages of the default size in each other',
      document(
        `{ leases { nodes { deployment { leases { nodes { deployment { leases { nodes { deployment { leases { nodes { id } } } } } } } } } } } }`,
      ),
      tooExpensive,
    ],
    [
      'nodes × leases',
      document(
        'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Deployment { leases(first: 100) { nodes { id } } } ... on Provider { leases(first: 100) { nodes { id } } } } }',
        {
          ids: Array.from({ length: 100 }, (_, n) =>
            Buffer.from(
              JSON.stringify(['Deployment', 'test-1', `akash1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq7cdc78/${n}`]),
            ).toString('base64url'),
          ),
        },
      ),
      tooExpensive,
    ],
    [
      'a count for each of 100',
      document(
        '{ leases(first: 100) { nodes { deployment { leases { totalCount } } provider { leases { totalCount } } } } }',
      ),
    ],
    [
      'a negative size that would make it cheap',
      document(
        'query ($a: Int!, $b: Int!) { a: leases(first: $a) { nodes { id } } b: leases(first: $b) { nodes { deployment { leases(first: 100) { nodes { id } } } } } }',
        { a: -100000, b: 100 },
      ),
      tooExpensive,
    ],
    [
      'sizes that would overflow',
      document(`query ($n: Int!) { ${threefold('$n')} }`, { n: 2147483647 }),
      /may return|first/,
    ],
    [
      'a size of null that would count as nothing',
      document(`query ($n: Int) { ${threefold('$n')} }`, { n: null }),
      tooExpensive,
    ],
    [
      'half as a literal, half as a variable',
      document(
        'query ($n: Int!) { leases(first: 100) { nodes { deployment { leases(first: $n) { nodes { events(first: $n) { nodes { id } } } } } } } }',
        { n: 100 },
      ),
      tooExpensive,
    ],
    [
      'many small ones',
      document(
        `{ ${times(14, (n) => `a${n}: leases(first: 100) { nodes { events(first: 10) { nodes { id } } } }`)} }`,
      ),
      tooExpensive,
    ],
    [
      'a skipped bomb',
      document(
        `query ($no: Boolean!) { network { chainId } ${threefold('100').replace('leases(first: 100)', 'leases(first: 100) @include(if: $no)')} }`,
        { no: false },
      ),
    ],
    [
      'another operation that is a bomb',
      {
        ...document(''),
        body: JSON.stringify({
          query: `query A { network { chainId } } query B { ${threefold('100')} }`,
          operationName: 'A',
        }),
      },
    ],
    [
      'a bomb beside a small operation',
      {
        ...document(''),
        body: JSON.stringify({
          query: `query A { network { chainId } } query B { ${threefold('100')} }`,
          operationName: 'B',
        }),
      },
      tooExpensive,
    ],
    [
      'a full page of everything',
      document(
        '{ leases(first: 100) { totalCount nodes { id owner dseq gseq oseq bseq state closeReason createdHeight createdAt closedHeight closedAt ipEndpointCount price { denom amount } currentPrice { denom amount } provider { id address hostUri attributes { key value } } evidence { source height observedAt stale } } } }',
      ),
    ],
  ]),
]
