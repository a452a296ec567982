import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, CHAIN_ID, openTestGateway, type TestGateway } from '../test-gateway.ts'
import { cachedDocuments } from './document-cache.ts'
import { persistedDocuments } from './persisted-documents.ts'
import { readManifest } from './read-manifest.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const listedText = 'query Chain { network { chainId } }'
const listed = new Map([[sha256(listedText), listedText]])
const data = { network: { chainId: CHAIN_ID } }

const open = (only: boolean) => openTestGateway({ persisted: { listed, only } })
const accept = 'application/graphql-response+json'

async function ask(
  gateway: TestGateway,
  body: object,
  method = 'POST',
  headers: Record<string, string> = {},
) {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(body))
    params.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  const response = await (method === 'GET'
    ? gateway.app.request(`/graphql?${params}`, { headers: { accept, ...headers } })
    : gateway.app.request('/graphql', {
        method,
        headers: { accept, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }))
  const answer = (await response.json()) as Answer
  return { status: response.status, data: answer.data, error: answer.errors?.[0] }
}

const apq = (text: string, hash = sha256(text)) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
})

let gateway: TestGateway
beforeAll(async () => {
  gateway = await open(false)
})
afterAll(() => gateway.end())

describe('a listed document', () => {
  it.each(['GET', 'POST'])('is asked for by its hash, by %s', async (method) => {
    for (const documentId of [
      `sha256:${sha256(listedText)}`,
      sha256(listedText),
      sha256(listedText).toUpperCase(),
    ])
      expect(await ask(gateway, { documentId }, method)).toEqual({ status: 200, data })
    expect(await ask(gateway, apq(listedText), method)).toEqual({ status: 200, data })
  })

  it('may be asked for by any page without a preflight, and no other may', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site' }
    expect((await ask(gateway, { documentId: sha256(listedText) }, 'GET', foreign)).data).toEqual(data)
    const registered = '{ network { phase } }'
    expect((await ask(gateway, { query: registered, ...apq(registered) })).status).toBe(200)
    expect((await ask(gateway, { documentId: sha256(registered) }, 'GET', foreign)).status).toBe(400)
    expect((await ask(gateway, { query: listedText }, 'GET', foreign)).status).toBe(400)
    expect((await ask(gateway, { query: listedText, ...apq(listedText) }, 'GET', foreign)).status).toBe(400)
  })

  it('takes variables and the name of an operation', async () => {
    const text = 'query A($no: Boolean!) { network { chainId @skip(if: $no) } } query B { __typename }'
    await ask(gateway, { query: text, operationName: 'B', ...apq(text) })
    const documentId = `sha256:${sha256(text)}`
    expect(
      (await ask(gateway, { documentId, operationName: 'A', variables: { no: false } }, 'GET')).data,
    ).toEqual(data)
    expect((await ask(gateway, { documentId, operationName: 'A' })).error?.message).toMatch(
      /"\$no" of required type/,
    )
  })
})

describe("Apollo's protocol", () => {
  it.each(['GET', 'POST'])('registers a document that is sent along, by %s', async (method) => {
    const text = `query ${method} { network { chainId } }`
    const { status, error } = await ask(gateway, apq(text), method)
    expect([status, error?.message, error?.extensions]).toEqual([
      404,
      'PersistedQueryNotFound',
      { code: 'PERSISTED_QUERY_NOT_FOUND' },
    ])
    expect((await ask(gateway, { query: text, ...apq(text) }, method)).data).toEqual(data)
    expect((await ask(gateway, apq(text), method)).data).toEqual(data)
    expect((await ask(gateway, { documentId: sha256(text) }, method)).data).toEqual(data)
  })

  it('registers nothing under a hash that is not its own, and nothing that is refused', async () => {
    const text = '{ network { chainId } } # mine'
    const { status, error } = await ask(gateway, { query: text, ...apq(text, 'a'.repeat(64)) })
    expect([status, error?.extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect(error?.message).toMatch(/^"extensions.persistedQuery.sha256Hash": a+ is not the sha256 of "query"/)
    expect((await ask(gateway, { documentId: 'a'.repeat(64) })).status).toBe(404)
    const wrong = '{ nothing }'
    expect((await ask(gateway, { query: wrong, ...apq(wrong) })).status).toBe(400)
    expect((await ask(gateway, apq(wrong))).status).toBe(404)
  })

  it('says that an unknown document is unknown', async () => {
    const documentId = `sha256:${'b'.repeat(64)}`
    expect((await ask(gateway, { documentId })).error).toEqual({
      message: `no document ${documentId} is known here`,
      extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
    })
  })
})

describe('PERSISTED_ONLY=on', () => {
  let strict: TestGateway
  beforeAll(async () => {
    strict = await open(true)
  })
  afterEach(async () => {
    expect((await ask(strict, { documentId: sha256(listedText) })).data).toEqual(data)
  })
  afterAll(() => strict.end())

  it('answers listed documents, by hash or in full', async () => {
    expect((await ask(strict, { query: listedText })).data).toEqual(data)
    expect((await ask(strict, { query: listedText, ...apq(listedText) })).data).toEqual(data)
  })

  it('answers nothing else, and says so', async () => {
    const other = '{ network { phase } }'
    for (const body of [
      { query: other },
      { query: other, ...apq(other) },
      apq(other),
      { documentId: sha256(other) },
    ]) {
      const { status, error } = await ask(strict, body)
      expect([status, error?.extensions.code]).toEqual([403, 'FORBIDDEN'])
      expect(error?.message).toBe(
        `this gateway answers only the documents on its list (PERSISTED_ONLY=on): sha256:${sha256(other)} is not one of them`,
      )
    }
  })
})

describe('the file of listed documents', () => {
  it('is what tools write: hash → text', () => {
    expect(
      readManifest(JSON.stringify({ [sha256('{a}')]: '{a}', [`sha256:${sha256('{b}')}`]: '{b}' })),
    ).toEqual(
      new Map([
        [sha256('{a}'), '{a}'],
        [sha256('{b}'), '{b}'],
      ]),
    )
  })

  it.each([
    ['{', /it is not JSON/],
    ['[]', /must be a JSON object/],
    ['{"a": 1}', /"a" is not the text of a document/],
    ['{"a": "{a}"}', /"a" is not the sha256 of its text, which is [0-9a-f]{64}$/],
  ])('is refused: %s', (json, message) => {
    expect(() => readManifest(json)).toThrow(message)
  })
})

describe('what is remembered', () => {
  it('is bounded by bytes', () => {
    const documents = persistedDocuments({ listed: new Map(), only: false })
    const text = `# ${'x'.repeat(60_000)}`
    for (let index = 0; index < 300; index++) documents.register(String(index), text)
    const kept = Array.from({ length: 300 }, (_, index) => documents.find(String(index))).filter(
      (one) => one !== null,
    )
    expect(kept.length).toBeGreaterThan(100)
    expect(kept.length).toBeLessThan(150)
    expect(documents.find('299')).toBe(text)
  })

  it('is read once for each text while it is', () => {
    const read: string[] = []
    const documents = cachedDocuments({
      read: (text) => {
        read.push(text)
        return { errors: [], phase: 'parse' }
      },
      tell: ({ phase }) => ({ errors: [], phase }),
      maxBytes: 200_000,
    })
    for (const text of ['a', 'b', 'a', 'b']) documents(text)
    expect(read).toEqual(['a', 'b'])
    for (let index = 0; index < 20; index++) documents(`${index} ${'x'.repeat(60_000)}`)
    documents('a')
    expect(read.filter((text) => text === 'a')).toHaveLength(2)
  })
})
