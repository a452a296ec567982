import { gzipSync } from 'node:zlib'
import { anyWords, bare, body, document, group, times } from '../abuse.ts'

const good = '{"query":"{ network { chainId } }"}'
const json = 'application/json'
const as = (contentType: string | null, text: string | Uint8Array = good) =>
  body(text, contentType === null ? {} : { 'content-type': contentType })
const get = (search: string, headers: Record<string, string> = { 'apollo-require-preflight': 'true' }) =>
  bare({ target: `/graphql${search}`, headers })
const accepting = (accept: string) => body(good, { 'content-type': json, accept })
const query = encodeURIComponent('{ network { chainId } }')

export const http = [
  ...group('bodies', [
    ...[
      '',
      '{',
      '[',
      '}',
      '"',
      'null',
      'true',
      '5',
      '"{ __typename }"',
      '{ __typename }',
      '[]',
      '{}',
      '{"query":}',
      '{"query":"{ __typename }",}',
      "{'query':'{ __typename }'}",
      '{"query":NaN}',
      '{"query":"\n"}',
      '{"query":"{ __typename }"} {"query":"{ __typename }"}',
      '{"query":null}',
      '{"query":5}',
      '{"query":["{ __typename }"]}',
      '{"query":{"a":1}}',
      '{"variables":{}}',
      '\u001f\u008b',
    ].map((text) => [JSON.stringify(text), body(text), anyWords] as const),
    ['the query twice', body('{"query":"{ nothing }","query":"{ __typename }"}')],
    ['a batch of one', body(`[${good}]`), anyWords],
    ['a batch of 100', body(`[${times(100, () => good, ',')}]`), anyWords],
    ['a batch of 1500', body(`[${times(1500, () => good, ',')}]`), anyWords],
    ['30000 lists in each other', body('['.repeat(30_000)), anyWords],
    ['60000 lists in each other, closed', body(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), anyWords],
    [
      'one byte too many',
      body(JSON.stringify({ query: `{ __typename } #${'x'.repeat(65_536)}` })),
      /65536|64|large/,
    ],
    [
      'a megabyte',
      body(JSON.stringify({ query: `{ __typename } #${'x'.repeat(1_000_000)}` })),
      /large|size|bytes/,
    ],
    [
      'variables of a megabyte',
      body(JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(1_000_000) } })),
      /large|size|bytes/,
    ],
    ['extensions that are a text', body('{"query":"{ __typename }","extensions":"x"}'), anyWords],
    ['extensions that are a list', body('{"query":"{ __typename }","extensions":[1]}'), anyWords],
    [
      '5000 extensions',
      body(
        JSON.stringify({
          query: '{ __typename }',
          extensions: Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`e${n}`, n])),
        }),
      ),
    ],
    [
      'a persisted query that nobody registered',
      body(JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } })),
      anyWords,
    ],
    [
      'a persisted query of version 2',
      body(JSON.stringify({ extensions: { persistedQuery: { version: 2, sha256Hash: 'a'.repeat(64) } } })),
      anyWords,
    ],
    [
      'a persisted query without a hash',
      body(JSON.stringify({ query: '{ __typename }', extensions: { persistedQuery: { version: 1 } } })),
      anyWords,
    ],
    [
      'a persisted query with a hash that is none',
      body(
        JSON.stringify({
          query: '{ __typename }',
          extensions: { persistedQuery: { version: 1, sha256Hash: '../../etc/passwd' } },
        }),
      ),
      anyWords,
    ],
    [
      'a persisted query with a hash of 50000 letters',
      body(
        JSON.stringify({
          query: '{ __typename }',
          extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(50_000) } },
        }),
      ),
      anyWords,
    ],
    [
      'a persisted query with the hash of another text',
      body(
        JSON.stringify({
          query: '{ __typename }',
          extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } },
        }),
      ),
      anyWords,
    ],
    [
      'a persisted query whose hash is __proto__',
      body(JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: '__proto__' } } })),
      anyWords,
    ],
    [
      'a document id that nobody knows',
      body(JSON.stringify({ documentId: `sha256:${'a'.repeat(64)}` })),
      anyWords,
    ],
    ['a document id that is a name of Object', body(JSON.stringify({ documentId: 'constructor' })), anyWords],
    ['a document id that is a number', body(JSON.stringify({ documentId: 5 })), anyWords],
    ['a document id of 50000 letters', body(JSON.stringify({ documentId: 'a'.repeat(50_000) })), anyWords],
  ]),
  ...group('content types', [
    ...[
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'application/graphql',
      'image/png',
      'application/jsonx',
      'application/xml',
      'text/html',
      'application/json, text/plain',
      'json',
      '/',
      ';',
      'application/json\u00e4',
    ].map((type) => [type, as(type), anyWords] as const),
    ['none', as(null), anyWords],
    ['a form', as('application/x-www-form-urlencoded', `query=${query}`), anyWords],
    [
      'a file',
      as(
        'multipart/form-data; boundary=x',
        `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{ __typename }\r\n--x--\r\n`,
      ),
      anyWords,
    ],
    ['in capitals', as('APPLICATION/JSON')],
    ['with 5000 parameters', as(`${json}${'; a=b'.repeat(2_000)}`)],
    ['charset=utf-8', as(`${json}; charset=utf-8`)],
    ['charset=utf-16', as(`${json}; charset=utf-16`)],
    ['charset=nothing', as(`${json}; charset=nothing`)],
    ['charset without end', as(`${json}; charset="utf-8`)],
    [
      'gzip that says so',
      body(gzipSync(good), { 'content-type': json, 'content-encoding': 'gzip' }),
      anyWords,
    ],
    [
      'gzip that unpacks to 50 MB',
      body(gzipSync('x'.repeat(50_000_000)), { 'content-type': json, 'content-encoding': 'gzip' }),
      anyWords,
    ],
    ['an encoding that is none', body(good, { 'content-type': json, 'content-encoding': 'nothing' })],
  ]),
  ...group('GET', [
    ['without a query', get(''), anyWords],
    ['an empty query', get('?query='), anyWords],
    ['a query that is none', get('?query=%7B'), anyWords],
    ['a mutation', get(`?query=${encodeURIComponent('mutation { leases { nodes { id } } }')}`), anyWords],
    ['the query twice', get(`?query=${query}&query=${query}`)],
    ['the query in a list', get(`?query[]=${query}`), anyWords],
    ['half an escape', get('?query=%E0%A4%A'), anyWords],
    ['a percent sign alone', get('?query=%'), anyWords],
    ['NUL', get('?query=%00'), anyWords],
    ['variables that are no JSON', get(`?query=${query}&variables=x`), anyWords],
    ['variables that are a list', get(`?query=${query}&variables=[]`), anyWords],
    ['variables that are twice JSON', get(`?query=${query}&variables=%22%7B%7D%22`), anyWords],
    ['extensions that are no JSON', get(`?query=${query}&extensions=x`), anyWords],
    ['3000 parameters', get(`?query=${query}&${times(1_500, (n) => `a${n}=1`, '&')}`)],
    ['a query of 15000 bytes', get(`?query=${encodeURIComponent(`{ __typename } #${'x'.repeat(14_900)}`)}`)],
    ['a query of 40000 bytes', get(`?query=${'x'.repeat(40_000)}`), anyWords],
    ['without any header', get(`?query=${query}`, {})],
    [
      'from an image of another origin',
      get(`?query=${query}`, {
        accept: 'image/avif,image/webp,*/*;q=0.8',
        'sec-fetch-dest': 'image',
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'no-cors',
      }),
      anyWords,
    ],
  ]),
  ...group('methods and places', [
    ...['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'SEARCH', 'LOCK'].map(
      (method) => [method, { ...body(good), method }, anyWords] as const,
    ),
    ['HEAD', { ...get(`?query=${query}`), method: 'HEAD' }],
    ['OPTIONS', { ...get(''), method: 'OPTIONS' }],
    [
      'POST with the query in the address',
      bare({ method: 'POST', target: `/graphql?query=${query}`, headers: { 'content-type': json } }),
      anyWords,
    ],
    ['POST to the front page', { ...body(good), target: '/' }],
    ...[
      '/graphql/',
      '//graphql',
      '/GRAPHQL',
      '/graphql/../graphql',
      '/graphql%00',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/graphql;a=b',
      '/__proto__',
      '/constructor',
      `/${'x'.repeat(8_000)}`,
      `/${'../'.repeat(1_000)}etc/passwd`,
      '/metrics/../../x',
      '/readyz?x=%FF',
      '*',
      'http://elsewhere.example/graphql',
    ].map((target) => [target.slice(0, 40), { ...body(good), target }] as const),
  ]),
  ...group('headers', [
    ...[
      '',
      '*/*',
      '*',
      'text/html',
      'application/xml',
      'image/png',
      'application/json;q=0',
      'application/graphql-response+json;version=banana',
      'application/graphql-response+json, application/json;q=0.9',
      'application/json;charset=utf-16',
      ';;;,,,',
      'application/',
      '\u00e4',
      times(1_500, () => 'a/b', ','),
      times(500, (n) => `a/b${n};q=0.${n}`, ','),
    ].map((accept) => [`accept: ${accept.slice(0, 40)}`, accepting(accept)] as const),
    [
      '500 headers',
      body(good, {
        'content-type': json,
        ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x-${n}`, '1'])),
      }),
    ],
    [
      '2500 headers',
      body(good, {
        'content-type': json,
        ...Object.fromEntries(Array.from({ length: 1_900 }, (_, n) => [`x-${n}`, '1'])),
      }),
    ],
    ['a header of 12000 bytes', body(good, { 'content-type': json, 'x-a': 'a'.repeat(12_000) })],
    ['a header of 40000 bytes', body(good, { 'content-type': json, 'x-a': 'a'.repeat(40_000) }), anyWords],
    [
      'the same header 200 times',
      body(good, { 'content-type': json, 'x-forwarded-for': Array.from({ length: 200 }, () => '10.0.0.1') }),
    ],
    [
      'an origin elsewhere',
      body(good, { 'content-type': json, origin: 'https://elsewhere.example', cookie: 'a=b' }),
    ],
    ['an origin of null', body(good, { 'content-type': json, origin: 'null' })],
    ['a host that is none', body(good, { 'content-type': json, host: 'a b' })],
    ['a host of 5000 letters', body(good, { 'content-type': json, host: 'x'.repeat(5_000) })],
    ['an expectation that nobody meets', body(good, { 'content-type': json, expect: 'a-miracle' })],
    ['a range', body(good, { 'content-type': json, range: 'bytes=0-0,1-1,2-2' })],
    [
      'an ETag that is none',
      body(good, { 'content-type': json, 'if-none-match': `W/"${'x'.repeat(5_000)}"` }),
    ],
    [
      'a trace context that is none',
      body(good, { 'content-type': json, traceparent: '00-zz-zz-zz', tracestate: 'x'.repeat(1_000) }),
    ],
    ['an upgrade', body(good, { 'content-type': json, connection: 'upgrade', upgrade: 'websocket' })],
    [
      'an upgrade to HTTP/2',
      body(good, {
        'content-type': json,
        connection: 'upgrade, http2-settings',
        upgrade: 'h2c',
        'http2-settings': 'AAMAAABkAAQAAP__',
      }),
    ],
    [
      'operations of an upload',
      {
        ...document('{ __typename }'),
        headers: { 'content-type': json, 'x-apollo-operation-name': 'x'.repeat(5_000) },
      },
    ],
  ]),
]
