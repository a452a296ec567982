import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { graphiqlRoutes } from './graphiql-routes.ts'
import { exampleTitles } from './page-examples.ts'
import { type PageFolder, readPageFolder } from './page-folder.ts'

const script = 'console.log("page")'
let folder: string
let pages: PageFolder | null
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ipgw-pages-'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'page-1.js'), script)
  writeFileSync(join(folder, 'page-1.js.gz'), gzipSync(script))
  writeFileSync(join(folder, 'page-1.js.br'), brotliCompressSync(script))
  writeFileSync(join(folder, 'examples.json'), JSON.stringify([{ title: 'One', document: '{ a }' }]))
  writeFileSync(join(folder, 'stamp'), 'secret')
  pages = await readPageFolder(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const get = (path: string, headers: Record<string, string> = {}) =>
  graphiqlRoutes(pages).request(path, { headers })

test('the page lets nothing in from elsewhere, and is asked for again each time', async () => {
  const answer = await get('/graphiql?query={a}')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-cache')
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'self'")
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src/)
})

test('files are kept for ever, as their names change with their bytes', async () => {
  const answer = await get('/graphiql/page-1.js')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await answer.text()).toBe(script)
})

test.each<[string, string | null, (bytes: Buffer) => Buffer]>([
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['br;q=0, GZIP;q=0.5', 'gzip', gunzipSync],
  ['deflate', null, (bytes) => bytes],
  ['', null, (bytes) => bytes],
])('for a client that reads "%s": %s', async (accepted, coding, unpack) => {
  const answer = await get('/graphiql/page-1.js', { 'accept-encoding': accepted })
  expect(answer.headers.get('content-encoding')).toBe(coding)
  expect(answer.headers.get('vary')).toBe('accept-encoding')
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(answer.headers.get('content-length')).toBe(String(bytes.length))
  expect(unpack(bytes).toString()).toBe(script)
})

test('who has it gets 304, in the coding that it has', async () => {
  const etag = (await get('/graphiql/page-1.js', { 'accept-encoding': 'br' })).headers.get('etag') ?? ''
  const ask = (tag: string, coding: string) =>
    get('/graphiql/page-1.js', { 'accept-encoding': coding, 'if-none-match': tag })
  const same = await ask(`"other", W/${etag}`, 'br')
  expect({ status: same.status, body: await same.text() }).toEqual({ status: 304, body: '' })
  expect((await ask(etag, 'gzip')).status).toBe(200)
})

test.each([
  '/graphiql/stamp',
  '/graphiql/examples.json',
  '/graphiql/page-2.js',
  '/graphiql/..%2f..%2fpackage.json',
  '/graphiql/%2e%2e/index.html',
])('%s is nothing that we show', async (path) => {
  expect((await get(path)).status).toBe(404)
})

test('a slash too many is forgiven', async () => {
  const answer = await get('/graphiql/?example=2')
  expect({ status: answer.status, to: answer.headers.get('location') }).toEqual({
    status: 308,
    to: '../graphiql?example=2',
  })
})

test('where nothing was built it says so', async () => {
  const none = await readPageFolder(join(folder, 'none'))
  expect(none).toBeNull()
  const answer = await graphiqlRoutes(none).request('/graphiql')
  expect({ status: answer.status, text: await answer.text() }).toEqual({
    status: 503,
    text: 'GraphiQL is not built: run "npm run build" and start the gateway again\n',
  })
  expect((await graphiqlRoutes(none).request('/graphiql/page-1.js')).status).toBe(404)
})

test('the titles of the examples', () => {
  expect(exampleTitles(pages)).toEqual(['One'])
  expect(exampleTitles(null)).toEqual([])
})
