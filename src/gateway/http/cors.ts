/** Any page may ask and read: there are no cookies and nothing here is anyone's own. Never together with credentials. */
export const corsHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Retry-After',
}

/** The answer to a browser that asks before it asks; browsers remember it for as long as they ever do. */
export const preflightHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': '*, Authorization',
  'access-control-max-age': '86400',
  allow: 'GET, POST, OPTIONS',
}
