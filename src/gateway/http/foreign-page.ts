import type { GraphqlHttpRequest } from './graphql-http-request.ts'

/** Headers that no page can send to another origin without a preflight. Apollo's clients send one of them. */
const preflightHeaders = ['apollo-require-preflight', 'x-apollo-operation-name']
/** Content types that a form can send. */
const formTypes = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i

/**
 * Whether a GET may be the work of a page of another origin that nobody asked for: an image, a script, a form. A
 * browser says where a request comes from; one that asked beforehand, by preflight, was answered that it may. See
 * docs/adr/0008-graphql-over-http.md.
 */
export function isForeignPage(request: Pick<GraphqlHttpRequest, 'header'>): boolean {
  const site = request.header('sec-fetch-site')
  const isForeign =
    site === undefined ? isOtherOrigin(request.header('origin'), request.header('host')) : !isOwn(site)
  return isForeign && !isPreflighted(request)
}

const isOwn = (site: string) => site === 'same-origin' || site === 'none'

/** Browsers that do not say where a request comes from say at least which origin it has. */
function isOtherOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return false
  return host === undefined || (origin !== `http://${host}` && origin !== `https://${host}`)
}

function isPreflighted({ header }: Pick<GraphqlHttpRequest, 'header'>): boolean {
  if (preflightHeaders.some((name) => (header(name) ?? '') !== '')) return true
  const type = header('content-type')
  return type !== undefined && type !== '' && !formTypes.test(type)
}
