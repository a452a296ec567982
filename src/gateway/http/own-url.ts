/** A host with or without a port; nothing that a shell or a page would read as anything else. */
const HOST = /^[A-Za-z0-9.-]{1,255}(:\d{1,5})?$|^\[[0-9a-f:.]{2,45}\](:\d{1,5})?$/
const FALLBACK = 'http://localhost:4000'

/** Base URL by which this client reached us, to be shown to it; a proxy that speaks TLS for us says so. */
export function ownUrl(request: Request): string {
  const { host, protocol } = new URL(request.url)
  if (!HOST.test(host)) return FALLBACK
  const isTls = protocol === 'https:' || request.headers.get('x-forwarded-proto') === 'https'
  return `${isTls ? 'https' : 'http'}://${host}`
}
