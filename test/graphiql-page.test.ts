import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listener, listen } from '#gateway/listen.ts'
import { openTestGateway, type TestGateway } from '#gateway/test-gateway.ts'

/** GraphiQL as the build wrote it, in a real browser where this machine has one, with every other host out of reach. */
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'dist/graphiql')
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

let gateway: TestGateway
let listener: Listener
let profile: string
beforeAll(async () => {
  execFileSync('node', ['build.js'], { cwd: root })
  gateway = await openTestGateway({ pagesFolder: folder })
  listener = await listen(gateway, { host: '127.0.0.1', port: 0 })
  profile = mkdtempSync(join(tmpdir(), 'ipgw-browser-'))
})
afterAll(async () => {
  await listener.close()
  await gateway.end()
  rmSync(profile, { recursive: true, force: true })
})

const read = (end: string) => {
  const name = readdirSync(folder).find((file) => file.endsWith(end)) ?? ''
  return readFileSync(join(folder, name), 'utf8')
}

describe('what was built', () => {
  it('names files of ours only', async () => {
    const answer = await gateway.app.request('/graphiql')
    const addresses = [...(await answer.text()).matchAll(/(?:src|href)="([^"]*)"/g)].map(
      (match) => match[1] ?? '',
    )
    expect(addresses.length).toBeGreaterThan(3)
    for (const address of addresses) expect(address).toMatch(/^(data:,|\.\/|graphiql\/page-\w+\.(js|css))$/)
    for (const address of addresses.filter((one) => one.startsWith('graphiql/')))
      expect((await gateway.app.request(`/${address}`)).status).toBe(200)
  })

  it('fetches no style, font or image from elsewhere', () => {
    const loaded = [...read('.css').matchAll(/url\(\s*["']?([^"')]{1,40})|@import/g)].map((match) => match[1])
    expect(loaded.every((url) => url?.startsWith('data:image/png'))).toBe(true)
  })

  it('holds no address that a script could fetch: names of namespaces and words on documentation only', () => {
    const hosts = new Set([...read('.js').matchAll(/https?:\/\/([\w.-]+\w)/g)].map((match) => match[1]))
    const harmless =
      /(^|\.)(w3\.org|react\.dev|graphql\.org|github\.com|mths\.be|fb\.me|motion\.dev|radix-ui\.com|npms\.io|yarnpkg\.com|wikipedia\.org|commonmark\.org|codemirror\.net)$/
    expect([...hosts].filter((host) => !harmless.test(host ?? ''))).toEqual([])
  })

  it('is not built again when nothing has changed', () => {
    const before = readFileSync(join(folder, 'stamp'), 'utf8')
    const inode = () => execFileSync('stat', ['-c', '%i', folder], { encoding: 'utf8' })
    const first = inode()
    execFileSync('node', ['build.js'], { cwd: root })
    expect({ stamp: readFileSync(join(folder, 'stamp'), 'utf8'), inode: inode() }).toEqual({
      stamp: before,
      inode: first,
    })
  })
})

/** The page's text as the browser made it, after its scripts have run. */
async function shownAt(path: string): Promise<string> {
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    `--user-data-dir=${profile}`,
    '--virtual-time-budget=10000',
    '--dump-dom',
    `${listener.url}${path}`,
  ]
  const { stdout } = await promisify(execFile)(browser ?? '', flags, { timeout: 60_000, maxBuffer: 2 ** 25 })
  return stdout
}

describe.skipIf(browser === undefined)('in a browser that reaches nobody else', () => {
  it('shows the editor with the example that the address names, and its answer', async () => {
    const page = await shownAt('/graphiql?example=1')
    for (const title of ['NetworkAndFreshness', 'ActiveIpLeases', 'ProviderAndAudits', 'DeploymentToBids'])
      expect(page).toContain(title)
    expect(page).toContain('CodeMirror-code')
    expect(textOf(page)).toContain('query NetworkAndFreshness')
    expect(textOf(page)).toContain('"phase": "BOOTSTRAPPING"')
  }, 90_000)

  it('opens a query of the address in a tab of its own', async () => {
    const query = 'query Mine { network { chainId } }'
    const page = await shownAt(`/graphiql?query=${encodeURIComponent(query)}`)
    expect(textOf(page)).toContain(query)
    expect(page).toMatch(/>Mine</)
  }, 90_000)
})

/** What a person reads: an editor has a tag around each word. */
const textOf = (page: string) =>
  page
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('\u200b', '')
