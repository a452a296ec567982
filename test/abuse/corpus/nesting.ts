import { anyWords, document, documentWith, group, times, tooLarge } from '../abuse.ts'

/** A lease's deployment's leases' deployments' …: 3 fields a round. */
const round = (rounds: number, first = 1): string =>
  rounds === 0 ? 'id' : `deployment { leases(first: ${first}) { nodes { ${round(rounds - 1, first)} } } }`
const leases = (inner: string) => `{ leases(first: 1) { nodes { ${inner} } } }`
const providers = (rounds: number): string =>
  rounds === 0 ? 'id' : `leases(first: 1) { nodes { provider { ${providers(rounds - 1)} } } }`
const orders = (rounds: number): string =>
  rounds === 0
    ? 'oseq'
    : `group { deployment { groups(first: 1) { orders(first: 1) { ${orders(rounds - 1)} } } } }`
const filtered = 'query ($f: LeaseFilter) { leases(filter: $f) { nodes { id } } }'
const inline = (count: number, inner: string) => `${'... { '.repeat(count)}${inner}${' }'.repeat(count)}`
const typed = (count: number, inner: string) =>
  `${'... on Query { '.repeat(count)}${inner}${' }'.repeat(count)}`

export const nesting = [
  ...group('deep nesting', [
    ...[6, 8, 12, 20, 30, 40].map(
      (rounds) =>
        [`leases of deployments, ${rounds} rounds`, document(leases(round(rounds))), tooLarge] as const,
    ),
    ...[6, 10, 20, 40].map(
      (rounds) =>
        [
          `leases of providers, ${rounds} rounds`,
          document(`{ providers(first: 1) { nodes { ${providers(rounds)} } } }`),
          tooLarge,
        ] as const,
    ),
    ...[5, 10, 20].map(
      (rounds) =>
        [
          `orders of groups, ${rounds} rounds`,
          document(`{ openOrders(first: 1) { nodes { ${orders(rounds)} } } }`),
          tooLarge,
        ] as const,
    ),
    ['more levels than tokens', document(leases(round(200))), tooLarge],
    ['ten thousand opening braces', document('{'.repeat(10_000)), anyWords],
    ['nested in fragments', document(`${leases('...f')} fragment f on Lease { ${round(12)} }`), tooLarge],
    [
      'nested over many fragments',
      document(
        `${leases('...f0')} ${times(15, (n) => `fragment f${n} on Lease { deployment { leases(first: 1) { nodes { ...f${n + 1} } } } }`)} fragment f15 on Lease { id }`,
      ),
      tooLarge,
    ],
    ['nested behind inline fragments', document(leases(`... on Lease { ${round(12)} }`)), tooLarge],
    ['nested behind node', document(`{ node(id: "x") { ... on Lease { ${round(12)} } } }`), tooLarge],
    [
      'nested and skipped',
      document(leases(round(12).replace('deployment', 'deployment @skip(if: true)'))),
      tooLarge,
    ],
    ['inline fragments in each other, 100', document(`{ ${inline(100, 'network { chainId }')} }`)],
    ['inline fragments in each other, 300', document(`{ ${inline(300, 'network { chainId }')} }`)],
    ['typed fragments in each other, 150', document(`{ ${typed(150, 'network { chainId }')} }`)],
    [
      'inline fragments in each other, 5000',
      document(`{ ${inline(5000, 'network { chainId }')} }`),
      anyWords,
    ],
  ]),
  ...group('nested values', [
    ...[10, 300, 450].map(
      (count) =>
        [
          `a list in ${count} lists`,
          document(
            `{ leases(filter: { states: ${'['.repeat(count)}CLOSED${']'.repeat(count)} }) { nodes { id } } }`,
          ),
          /states|tokens, at most/,
        ] as const,
    ),
    [
      'a list in 20000 lists',
      document(`{ leases(filter: ${'['.repeat(20_000)}) { nodes { id } } }`),
      /tokens, at most|Syntax/,
    ],
    [
      'an object in 200 objects',
      document(`{ leases(filter: ${'{ a: '.repeat(200)}1${' }'.repeat(200)}) { nodes { id } } }`),
      /"a"|filter/,
    ],
    [
      'a type in 400 lists',
      document(`query ($a: ${'['.repeat(400)}Int${']'.repeat(400)}) { leases(first: $a) { nodes { id } } }`),
      /\$a/,
    ],
    ...[100, 5_000, 30_000].map(
      (count) =>
        [
          `a variable in ${count} lists`,
          documentWith(filtered, `{"f":${'['.repeat(count)}${']'.repeat(count)}}`),
          /\$f|nest|deep/,
        ] as const,
    ),
    [
      'a variable in 9000 objects',
      documentWith(filtered, `{"f":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`),
      /\$f|nest|deep/,
    ],
    [
      'states in 3000 lists, as a variable',
      documentWith(
        'query ($s: [LeaseState!]) { leases(filter: { states: $s }) { nodes { id } } }',
        `{"s":${'['.repeat(3_000)}${']'.repeat(3_000)}}`,
      ),
      /\$s|nest|deep/,
    ],
    [
      'a variable of 20000 lists that nobody asked for',
      documentWith('{ __typename }', `{"f":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
    ],
  ]),
]
