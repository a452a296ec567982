import { document, group, times, tooLarge } from '../abuse.ts'

const chain = (directives: string) => document(`{ network { chainId ${directives} } }`)

export const directives = [
  ...group('directives', [
    ['@skip twice', chain('@skip(if: true) @skip(if: true)'), /once|directive/],
    ['@skip 100 times', chain(times(100, () => '@skip(if: false)')), /once|directive/],
    ['@skip 3000 times', chain(times(3000, () => '@skip(if: false)')), tooLarge],
    [
      '@include on each of 150 fields',
      document(`{ network { ${times(150, () => 'chainId @include(if: true)')} } }`),
    ],
    ['one nobody defined, 200 times', chain(times(200, () => '@a')), /directive/i],
    ['200 that nobody defined', chain(times(200, (n) => `@a${n}`)), /directive/i],
    ['one nobody defined, 30000 times', chain('@a'.repeat(30_000)), tooLarge],
    ['one nobody defined with 200 arguments', chain(`@a(${times(200, (n) => `a${n}: ${n}`)})`), /directive/i],
    ['@skip with 200 arguments', chain(`@skip(${times(200, (n) => `a${n}: ${n}`)})`), /argument/],
    ['@skip without arguments', chain('@skip'), /"if"/],
    ['@skip with null', chain('@skip(if: null)'), /null/],
    ['@skip with text', chain('@skip(if: "true")'), /Boolean/],
    [
      '@include with a variable that is not given',
      document('query ($a: Boolean!) { network { chainId @include(if: $a) } }'),
      /\$a/,
    ],
    [
      '@include and @skip of the same',
      document('query ($a: Boolean = true) { network { chainId @include(if: $a) @skip(if: $a) phase } }'),
    ],
    ['everything skipped', document('{ network @skip(if: true) { chainId } }')],
    ['@defer', document('{ network { ... @defer { chainId } } }'), /defer/],
    ['@stream', document('{ leases(first: 3) { nodes @stream(initialCount: 1) { id } } }'), /stream/],
    ['@deprecated on a field', chain('@deprecated'), /deprecated/],
    ['@specifiedBy on a query', document('query @specifiedBy(url: "x") { __typename }'), /specifiedBy/],
    [
      '@oneOf on a variable',
      document('query ($a: Int @oneOf) { leases(first: $a) { nodes { id } } }'),
      /oneOf/,
    ],
    ['on a query, 300 times', document(`query ${'@a '.repeat(300)} { __typename }`), /directive/i],
    [
      'on a variable, 300 times',
      document(`query ($a: Int ${'@a '.repeat(300)}) { leases(first: $a) { nodes { id } } }`),
      /directive/i,
    ],
    [
      'on a fragment, 300 times',
      document(`{ network { ...f ${'@a '.repeat(300)} } } fragment f on Network @a { chainId }`),
      /directive/i,
    ],
    [
      '@include with a variable, 80 times',
      document(`query ($a: Boolean!) { ${times(80, () => 'network @include(if: $a) { chainId }')} }`, {
        a: true,
      }),
    ],
  ]),
]
