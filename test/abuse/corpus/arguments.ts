import { createHash } from 'node:crypto'
import { owner, provider } from '#store/test-records.ts'
import { anyWords, document, group, times, tooExpensive } from '../abuse.ts'

const leases = (args: string) => document(`{ leases(${args}) { nodes { id } } }`)
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const noFilter = createHash('sha256').update('[]').digest('base64url').slice(0, 12)
const after = (value: unknown) => leases(`after: "${typeof value === 'string' ? value : encoded(value)}"`)
const node = (id: string) => document('query ($id: ID!) { node(id: $id) { id } }', { id })
const byAddress = (address: string) =>
  document('query ($a: Address!) { provider(address: $a) { id } }', { a: address })
const dseq = (value: unknown) =>
  document('query ($a: UInt64) { leases(filter: { dseq: $a }) { nodes { id } } }', { a: value })
const activity = (from: unknown, to: unknown, interval = 'DAY') =>
  document(
    `query ($from: DateTime!, $to: DateTime!) { leaseActivity(from: $from, to: $to, interval: ${interval}) { at } }`,
    { from, to },
  )
const inOrder = (args: string) => document(`{ leases(first: 1) { nodes { deployment { ${args} } } } }`)

/** What stands for a size of a page, and what is wrong with it. */
const sizes = [
  '101',
  '-1',
  '2147483647',
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '1e3',
  '1.5',
  '"1"',
  'true',
  '[1]',
  '{ a: 1 }',
  'ALL',
]

export const argumentAbuse = [
  ...group('sizes of pages', [
    ...sizes.map((size) => [`first: ${size}`, leases(`first: ${size}`), /first/] as const),
    ...sizes.slice(0, 4).map((size) => [`last: ${size}`, leases(`last: ${size}`), /last/] as const),
    ...[101, -1, 2 ** 31, 1.5, '1', true, [1, 2], {}].map(
      (size) =>
        [
          `first: ${JSON.stringify(size)} as a variable`,
          document('query ($n: Int) { leases(first: $n) { nodes { id } } }', { n: size }),
          /first|\$n/,
        ] as const,
    ),
    ['first: null', leases('first: null')],
    ['first: 0', leases('first: 0')],
    ['first and last', leases('first: 1, last: 1'), /"first" and "last"/],
    ['first twice', leases('first: 1, first: 2'), /first/],
    ['an argument that nobody defined', leases('limit: 5'), /limit/],
    ['200 arguments that nobody defined', leases(times(200, (n) => `a${n}: 1`)), /Unknown argument|at most/],
    ['groups(first: 101)', inOrder('groups(first: 101) { gseq }'), /first/],
    ['groups(first: null)', inOrder('groups(first: null) { gseq }'), anyWords],
    ['orders(first: -1)', inOrder('groups { orders(first: -1) { oseq } }')],
    [
      'bids(first: 1000)',
      document('query ($n: Int!) { openOrders { nodes { bids(first: $n) { bseq } } } }', { n: 1000 }),
      /first/,
    ],
  ]),
  ...group('cursors', [
    ...[
      '',
      ' ',
      'a b',
      '!',
      'bm90IGEgY3Vyc29y',
      'W10',
      'e30',
      'bnVsbA',
      'MQ',
      '=====',
      'W10=',
      '__proto__',
    ].map((text) => [JSON.stringify(text), after(text), /cursor/i] as const),
    ['an empty list', after([]), /cursor/i],
    ['10000 parts', after(Array.from({ length: 8_000 }, () => 'a')), /cursor/i],
    ['numbers for texts', after(['leases', 'CREATED_DESC', noFilter, 1, 2]), /cursor/i],
    ['lists in lists', after(['leases', [[[[]]]], noFilter]), /cursor/i],
    ['of another list', after(['providers', 'ADDRESS_ASC', noFilter, provider]), /cursor/i],
    ['of another order', after(['leases', 'PRICE_DESC', noFilter, '1', 'k']), /cursor/i],
    ['of another filter', after(['leases', 'CREATED_DESC', 'another12345', '1', 'k']), /cursor/i],
    [
      'with a height that is none',
      after(['leases', 'CREATED_DESC', noFilter, '1; select 1', 'k']),
      /cursor/i,
    ],
    ['with a height beyond any', after(['leases', 'CREATED_DESC', noFilter, '9'.repeat(30), 'k']), /cursor/i],
    ['with a negative height', after(['leases', 'CREATED_DESC', noFilter, '-1', 'k']), /cursor/i],
    [
      'with a key of 5000 letters',
      after(['leases', 'CREATED_DESC', noFilter, '1', 'k'.repeat(5_000)]),
      /cursor/i,
    ],
    ['with a NUL', after(['leases', 'CREATED_DESC', noFilter, '1', '\u0000']), /cursor/i],
    ['with a part too many', after(['leases', 'CREATED_DESC', noFilter, '1', 'k', 'k']), /cursor/i],
    ['as a number', leases('after: 5'), /after/],
    ['as a list', leases('after: ["x"]'), /after/],
    [
      'of the feed, made up',
      document(`{ changes(after: "${encoded(['changes', 'x'])}") { nodes { id } } }`),
      /cursor/i,
    ],
    [
      'of the feed, from leases',
      document(
        `{ changes(after: "${encoded(['leases', 'CREATED_DESC', noFilter, '1', 'k'])}") { nodes { id } } }`,
      ),
      /cursor/i,
    ],
  ]),
  ...group('ids', [
    ...[
      '',
      'x',
      ' ',
      'null',
      encoded([]),
      encoded({}),
      encoded(['Lease']),
      encoded(['Lease', 'test-1', 'x']),
      encoded(['Nothing', 'test-1', 'x']),
      encoded(['__proto__', 'test-1', 'x']),
      encoded(['Lease', 1, 2]),
    ].map((id) => [JSON.stringify(id.slice(0, 40)), node(id), /id/] as const),
    ['of another chain', node(encoded(['Provider', 'another-1', provider]))],
    [
      'of a change that nobody knows',
      node(encoded(['Change', 'test-1', `LEASE_CLOSED/${owner}/1/1/1/${provider}/0@5`])),
    ],
    ['of a change of no kind', node(encoded(['Change', 'test-1', `NOTHING/${owner}/1@5`])), /id/],
    ['with trailing bits', node(`${encoded(['Provider', 'test-1', provider])}=`), /id/],
    [
      '101 of them',
      document('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: Array.from({ length: 101 }, () => encoded(['Provider', 'test-1', provider])),
      }),
      /ids/,
    ],
    [
      '400 of them',
      document('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: Array.from({ length: 400 }, () => encoded(['Provider', 'test-1', provider])),
      }),
      /ids/,
    ],
    [
      '10000 short ones',
      document('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: Array.from({ length: 10_000 }, () => 'x'),
      }),
      /id/,
    ],
    [
      'the same 100 times',
      document('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: Array.from({ length: 100 }, () => encoded(['Provider', 'test-1', provider])),
      }),
    ],
    [
      '100 bad ones',
      document('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: Array.from({ length: 100 }, (_, n) => `x${n}`),
      }),
      /id/,
    ],
    ['none', document('{ nodes(ids: []) { id } }')],
    ['null', document('{ nodes(ids: null) { id } }'), /ids/],
    ['null in the list', document('{ nodes(ids: [null]) { id } }'), /ids|null/],
    ['a number', document('{ node(id: 5) { id } }'), /id/],
  ]),
  ...group('addresses', [
    ...[
      `${owner.slice(0, -1)}q`,
      owner.toUpperCase(),
      `A${owner.slice(1)}`,
      owner.replace('akash1', 'cosmos1'),
      owner.replace('akash1', 'akashvaloper1'),
      'akash1',
      'akash',
      '',
      ' ',
      ` ${owner}`,
      `${owner}\n`,
      owner.slice(0, -6),
      `${owner}${owner}`,
      'akash1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqb',
    ].map((address) => [JSON.stringify(address.slice(0, 60)), byAddress(address), /\$a/] as const),
    ['a number', document('{ provider(address: 5) { id } }'), /address/],
    ['null', document('{ provider(address: null) { id } }'), /address/],
    ['a list', document(`{ provider(address: ["${owner}"]) { id } }`), /address/],
    [
      'an object',
      document('query ($a: Address!) { provider(address: $a) { id } }', { a: { toString: 'x' } }),
      /\$a/,
    ],
  ]),
  ...group('whole numbers', [
    ...[
      '18446744073709551616',
      '-1',
      '+1',
      '01',
      '1e5',
      ' 1',
      '1 ',
      '',
      '1.0',
      '0x1',
      '1_000',
      'NaN',
      '9'.repeat(5_000),
      -1,
      1.5,
      1e300,
      2 ** 53,
      true,
      [],
      {},
    ].map((value) => [JSON.stringify(value).slice(0, 60), dseq(value), /\$a/] as const),
    ['the largest there is', dseq('18446744073709551615')],
    [
      'gseq beyond',
      document(
        `{ lease(id: { owner: "${owner}", dseq: 1, provider: "${provider}", gseq: 2147483648 }) { id } }`,
      ),
      /gseq/,
    ],
    [
      'gseq −1',
      document(`{ lease(id: { owner: "${owner}", dseq: 1, provider: "${provider}", gseq: -1 }) { id } }`),
      /gseq/,
    ],
    ['heights that exclude each other', leases('filter: { createdAfterHeight: 10, createdBeforeHeight: 5 }')],
  ]),
  ...group('lists and enums', [
    ['a state that nobody defined', leases('filter: { states: [OPEN] }'), /states/],
    ['a state as text', leases('filter: { states: ["CLOSED"] }'), /states/],
    ['null among states', leases('filter: { states: [null] }'), /states/],
    ['800 states', leases(`filter: { states: [${times(800, () => 'CLOSED')}] }`)],
    [
      '5000 states as a variable',
      document('query ($s: [LeaseState!]) { leases(filter: { states: $s }) { nodes { id } } }', {
        s: Array.from({ length: 5_000 }, () => 'CLOSED'),
      }),
    ],
    [
      '5000 wrong states as a variable',
      document('query ($s: [LeaseState!]) { leases(filter: { states: $s }) { nodes { id } } }', {
        s: Array.from({ length: 5_000 }, () => 'SHUT'),
      }),
      /\$s/,
    ],
    [
      '4000 kinds as a variable',
      document('query ($k: [ChangeKind!]) { changes(filter: { kinds: $k }) { nodes { id } } }', {
        k: Array.from({ length: 3_500 }, () => 'LEASE_CLOSED'),
      }),
    ],
    [
      '11 attributes',
      document(
        `{ providers(filter: { attributes: [${times(11, (n) => `{ key: "k${n}" }`)}] }) { nodes { id } } }`,
      ),
      /attributes/,
    ],
    [
      '100 attributes',
      document(
        `{ providers(filter: { attributes: [${times(100, (n) => `{ key: "k${n}" }`)}] }) { nodes { id } } }`,
      ),
      /attributes/,
    ],
    [
      'an attribute without a key',
      document('{ providers(filter: { attributes: [{ value: "x" }] }) { nodes { id } } }'),
      /key/,
    ],
    ['an order that nobody defined', leases('orderBy: NEWEST'), /orderBy/],
    ['a filter that nobody defined', leases('filter: { price: 5 }'), /price/],
    ['a filter named __proto__', leases('filter: { __proto__: { dseq: 5 } }'), /__proto__/],
    ['a filter twice', leases('filter: { dseq: 1, dseq: 2 }'), /dseq/],
    [
      '300 filters that nobody defined',
      leases(`filter: { ${times(300, (n) => `a${n}: 1`)} }`),
      /filter|a0|at most/,
    ],
  ]),
  ...group('times', [
    ['two years by the minute', activity('2024-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'MINUTE'), /to/],
    [
      'ten thousand years by the minute',
      activity('0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 'MINUTE'),
      /to|from/,
    ],
    [
      'ten thousand years by the week',
      activity('0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 'WEEK'),
      /to|from/,
    ],
    ['1000 intervals', activity('2026-01-01T00:00:00Z', '2026-01-01T16:40:00Z', 'MINUTE')],
    ['1002 intervals', activity('2026-01-01T00:00:00Z', '2026-01-01T16:42:00Z', 'MINUTE'), /to/],
    ['from after to', activity('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'), /to|from/],
    ['from as to', activity('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'), /to|from/],
    ['in the year 275760', activity('+275760-09-13T00:00:00Z', '+275760-09-14T00:00:00Z'), /from/],
    ['before the chain', activity('1970-01-01T00:00:00Z', '1970-01-05T00:00:00Z')],
    ['in the future', activity('2999-01-01T00:00:00Z', '2999-01-05T00:00:00Z')],
    ...[
      '',
      'now',
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-01-01',
      '2026-01-01T00:00:00',
      '2026-01-01T25:00:00Z',
      'Thu, 01 Jan 2026 00:00:00 GMT',
      0,
      1767225600000,
      null,
      [],
      {},
    ].map(
      (from) => [`from ${JSON.stringify(from)}`, activity(from, '2026-03-03T00:00:00Z'), /from/] as const,
    ),
    [
      'an interval that nobody defined',
      activity('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'YEAR'),
      /interval/,
    ],
    [
      'activity of 100 providers, 1000 points each',
      document(
        '{ providers(first: 100) { nodes { leaseActivity(from: "2026-01-01T00:00:00Z", to: "2026-02-11T00:00:00Z", interval: HOUR) { at } } } }',
      ),
      tooExpensive,
    ],
    [
      'prices 40 times, 1000 points each',
      document(
        `{ ${times(40, (n) => `a${n}: leasePrices(from: "2026-01-01T00:00:00Z", to: "2026-02-11T00:00:00Z", interval: HOUR) { at median }`)} }`,
      ),
      /cost|at most/i,
    ],
    [
      'activity 40 times, 1000 points each',
      document(
        `{ ${times(40, (n) => `a${n}: leaseActivity(from: "2026-01-01T00:00:00Z", to: "2026-02-11T00:00:00Z", interval: HOUR) { at }`)} }`,
      ),
      /cost|at most/i,
    ],
  ]),
]
