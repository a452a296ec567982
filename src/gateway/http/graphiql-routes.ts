import { Hono } from 'hono'
import type { PageFolder } from './page-folder.ts'
import { sendPageFile } from './send-page-file.ts'

/** The files are named after their bytes: what has the name has the bytes, for ever. */
const FOR_EVER = 'public, max-age=31536000, immutable'
/** May be kept, but is asked for again each time. */
const ASK_AGAIN = 'no-cache'

/**
 * Nothing from another host, whatever is in a description or an answer. GraphiQL's editor sets styles in place; its
 * style sheet holds two images as data.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const pageHeaders = {
  'cache-control': ASK_AGAIN,
  'content-security-policy': contentSecurityPolicy,
  'referrer-policy': 'no-referrer',
}

/** `/graphiql` and its files. Null: the project was not built; then it says how to. */
export function graphiqlRoutes(pages: PageFolder | null): Hono {
  const app = new Hono()
  const page = pages?.get('index.html')
  app.get('/graphiql', (c) =>
    page === undefined
      ? c.text('GraphiQL is not built: run "npm run build" and start the gateway again\n', 503)
      : sendPageFile(c.req.raw, page, pageHeaders),
  )
  // Relative, so that it leads to the right place behind a proxy that puts a path in front.
  app.get('/graphiql/', (c) => c.redirect(`../graphiql${new URL(c.req.url).search}`, 308))
  app.get('/graphiql/:name{[\\w-]+\\.(js|css)}', (c) => {
    const file = pages?.get(c.req.param('name'))
    return file === undefined
      ? c.text(`nothing is at ${c.req.path}\n`, 404)
      : sendPageFile(c.req.raw, file, { 'cache-control': FOR_EVER })
  })
  return app
}
