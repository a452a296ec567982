import { owner } from '#store/test-records.ts'
import { anyWords, body, document, documentWith, group, tooLarge } from '../abuse.ts'

const byAddress = 'query ($a: Address!) { provider(address: $a) { id } }'
const byCursor = 'query ($a: Cursor) { leases(after: $a) { nodes { id } } }'
const syntax = /Syntax Error/
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))
const LONG = 50_000

export const text = [
  ...group('floods', [
    ['1001 names', document(`{ ${'a '.repeat(999)}}`), tooLarge],
    ['20000 names', document(`{ ${'a '.repeat(20_000)}}`), tooLarge],
    ['30000 closing braces', document(`${'}'.repeat(30_000)}`), syntax],
    ['30000 dollars', document('$'.repeat(30_000)), syntax],
    ['20000 dots', document(`{ ${'...'.repeat(20_000)}`), /at most|Syntax/],
    ['60000 commas, which mean nothing', document(`{ __typename ${','.repeat(60_000)} }`)],
    ['60000 blanks', document(`{ __typename ${' '.repeat(60_000)} }`)],
    ['60000 empty lines', body(`{"query":"{ __typename ${'\\n'.repeat(30_000)} }"}`)],
    ['30000 comments', body(`{"query":"{ __typename ${'#\\n'.repeat(15_000)} }"}`)],
    ['one comment of 60000 letters', document(`{ __typename } #${'x'.repeat(60_000)}`)],
    ['one name of 60000 letters', document(`{ ${'x'.repeat(60_000)} }`), /Cannot query field/],
    [
      '300 names that are nearly one of ours',
      document(`{ ${Array.from({ length: 300 }, (_, n) => `lease${n}s`).join(' ')} }`),
      /Cannot query field|at most/,
    ],
  ]),
  ...group('numbers', [
    ['10000 digits', document(`{ leases(first: ${'9'.repeat(10_000)}) { nodes { id } } }`), /first/],
    [
      '60000 digits for a UInt64',
      document(`{ leases(filter: { dseq: ${'9'.repeat(60_000)} }) { nodes { id } } }`),
      /dseq/,
    ],
    [
      '60000 digits as a variable',
      documentWith(
        'query ($a: UInt64) { leases(filter: { dseq: $a }) { nodes { id } } }',
        `{"a":${'9'.repeat(60_000)}}`,
      ),
      /\$a/,
    ],
    ['1e400', document('{ leases(first: 1e400) { nodes { id } } }'), /first/],
    [
      '1e400 as a variable',
      documentWith('query ($a: Int) { leases(first: $a) { nodes { id } } }', '{"a":1e400}'),
      /\$a/,
    ],
    ['−0', document('{ leases(first: -0) { nodes { id } } }')],
    ['00', document('{ leases(first: 00) { nodes { id } } }'), syntax],
    ['0x10', document('{ leases(first: 0x10) { nodes { id } } }'), syntax],
    ['1.', document('{ leases(first: 1.) { nodes { id } } }'), syntax],
    ['a minus alone', document('{ leases(first: -) { nodes { id } } }'), syntax],
    ['NaN', document('{ leases(first: NaN) { nodes { id } } }'), /first/],
    [
      '300 zeros after the point',
      document(`{ leases(first: 1.${'0'.repeat(300)}) { nodes { id } } }`),
      /first/,
    ],
  ]),
  ...group('texts', [
    [
      `${LONG} letters for an address`,
      document(`{ provider(address: "${'a'.repeat(LONG)}") { id } }`),
      /address/,
    ],
    [`${LONG} letters for an address, as a variable`, document(byAddress, { a: 'a'.repeat(LONG) }), /\$a/],
    [`${LONG} letters for a cursor`, document(byCursor, { a: 'a'.repeat(LONG) }), /cursor/i],
    [
      `${LONG} letters for an id`,
      document('query ($a: ID!) { node(id: $a) { id } }', { a: 'a'.repeat(LONG) }),
      /id/,
    ],
    [
      `${LONG} letters for a denomination`,
      document(
        'query ($a: String!) { leasePrices(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", interval: DAY, denom: $a) { at } }',
        { a: 'a'.repeat(LONG) },
      ),
    ],
    [
      `${LONG} letters in block quotes`,
      document(`{ provider(address: """${'a'.repeat(LONG)}""") { id } }`),
      /address/,
    ],
    [
      '20000 lines in block quotes',
      document(`{ provider(address: """${' \n'.repeat(20_000)}""") { id } }`),
      tooLarge,
    ],
    ['a text that does not end', document('{ provider(address: "akash1'), syntax],
    ['block quotes that do not end', document(`{ provider(address: """${'x'.repeat(LONG)}`), syntax],
    ['an escape that is none', document('{ provider(address: "\\x41") { id } }'), syntax],
    ['an escape beyond Unicode', document('{ provider(address: "\\u{110000}") { id } }'), syntax],
    [
      'an escape of 50000 digits',
      document(`{ provider(address: "\\u{${'0'.repeat(LONG)}41}") { id } }`),
      /Syntax|address/,
    ],
    ['10000 escapes', document(`{ provider(address: "${'\\u0041'.repeat(8_000)}") { id } }`), /address/],
    ['half a surrogate, escaped', document('{ provider(address: "\\uD800") { id } }'), syntax],
    ['half a surrogate, as a variable', documentWith(byAddress, '{"a":"\\ud800"}'), /\$a/],
    [
      'half a surrogate for a denomination',
      documentWith(
        'query ($a: String!) { leasePrices(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", interval: DAY, denom: $a) { at } }',
        '{"a":"\\ud800"}',
      ),
    ],
    ['NUL in an address', document(byAddress, { a: `${owner}\u0000` }), /\$a/],
    ['NUL in a cursor', document(byCursor, { a: 'YQ\u0000' }), /cursor/i],
    [
      'NUL in a cursor, inside',
      document(byCursor, {
        a: Buffer.from('["leases","CREATED_DESC","x","1","\u0000"]').toString('base64url'),
      }),
      /cursor/i,
    ],
    ['NUL in an id', document('query ($a: ID!) { node(id: $a) { id } }', { a: '\u0000' }), /id/],
    [
      'NUL in a denomination',
      document(
        'query ($a: String!) { leasePrices(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", interval: DAY, denom: $a) { at } }',
        { a: 'u\u0000akt' },
      ),
    ],
    [
      'NUL in an attribute',
      document('query ($a: String!) { providers(filter: { attributes: [{ key: $a }] }) { nodes { id } } }', {
        a: 'reg\u0000ion',
      }),
    ],
    [
      'half a surrogate in an attribute',
      documentWith(
        'query ($a: String!) { providers(filter: { attributes: [{ key: $a, value: $a }] }) { nodes { id } } }',
        '{"a":"\\udfff"}',
      ),
    ],
    [
      'SQL in an attribute',
      document(
        `{ providers(filter: { attributes: [{ key: "x' or 1=1 --", value: "'; drop table lease; --" }] }) { nodes { id } } }`,
      ),
    ],
    ['SQL in a cursor', document(byCursor, { a: `' or 1=1 --` }), /cursor/i],
    [
      'percent signs and backslashes in an attribute',
      document('query ($a: String!) { providers(filter: { attributes: [{ key: $a }] }) { nodes { id } } }', {
        a: '%_\\"{}',
      }),
    ],
  ]),
  ...group('Unicode', [
    ['a byte order mark before the document', document('\uFEFF{ __typename }')],
    ['a byte order mark inside a name', document('{ __type\uFEFFname }'), anyWords],
    ['a byte order mark before JSON', body(bytes([0xef, 0xbb, 0xbf], '{"query":"{ __typename }"}'))],
    ['a NUL in the document', document('{ __typename \u0000 }'), syntax],
    ['a NUL in JSON', body('{"query":"{ __typename }"}\u0000'), /JSON/],
    ['letters that look like ours', document('{ nеtwork { chainId } }'), syntax],
    ['a name from right to left', document('{ \u202Ekrowten { chainId } }'), syntax],
    ['a name with a joiner of width zero', document('{ net\u200Dwork { chainId } }'), syntax],
    ['a field named by a smile', document('{ 😀 }'), syntax],
    ['a smile in an address', document(byAddress, { a: '😀'.repeat(20) }), /\$a/],
    ['bytes that are not UTF-8', body(bytes('{"query":"{ ', [0xff, 0xfe, 0xc0, 0x80], ' }"}')), anyWords],
    ['an overlong slash', body(bytes('{"query":"{ ', [0xc0, 0xaf], ' }"}')), anyWords],
    ['UTF-16', body(Buffer.from('{"query":"{ __typename }"}', 'utf16le')), /JSON/],
    ['60000 combining marks', body(`{"query":"{ __typename } #a${'\u0301'.repeat(25_000)}"}`)],
    ['other digits for a dseq', document('{ leases(filter: { dseq: "٣٤" }) { nodes { id } } }'), /dseq/],
    ['a line separator in a text', document(byAddress, { a: 'a\u2028b' }), /\$a/],
  ]),
]
