import { createHash } from 'node:crypto'
import { Hono, type Context as HonoContext } from 'hono'
import { schemaText } from '../schema.generated.ts'
import type { FrontPage, Offer } from './front-facts.ts'
import { frontPage } from './front-page.ts'
import { createFrontReader, type FrontReaderOptions } from './front-state.ts'
import { landingPage } from './landing-page.ts'
import { landingStyle } from './landing-style.ts'
import { ownUrl } from './own-url.ts'

export interface FrontOptions extends FrontReaderOptions, Offer {
  readonly chainId: string
}

/** The page runs nothing and loads nothing; its style is allowed by its hash. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(landingStyle).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const pageHeaders = {
  'cache-control': 'no-cache',
  'content-security-policy': contentSecurityPolicy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  vary: 'accept, host',
}

/** `/` as a page for browsers and as text for everyone else, and `/schema.graphql` where it may be asked for. */
export function frontRoutes(options: FrontOptions): Hono {
  const { chainId, examples, hasSchema } = options
  const readState = createFrontReader(options)
  const app = new Hono()
  app.get('/', async (c) => {
    const page: FrontPage = { chainId, url: ownUrl(c.req.raw), state: await readState(), examples, hasSchema }
    return wantsHtml(c)
      ? c.html(landingPage(page), 200, pageHeaders)
      : c.text(frontPage(page), 200, pageHeaders)
  })
  if (hasSchema) app.get('/schema.graphql', (c) => c.text(schemaText, 200, { 'cache-control': 'no-cache' }))
  return app
}

/** Browsers name HTML first; curl takes anything and gets text. */
const wantsHtml = (c: HonoContext) =>
  /\btext\/html\b(?!\s*;\s*q=0(\.0*)?(,|$))/.test(c.req.header('accept') ?? '')
