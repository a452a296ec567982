const SECRET_KEY =
  /^(authorization|proxy-authorization|cookie|set-cookie|.*(password|secret|token|api[-_]?key))$/i
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi
const URL_SECRET = /([?&][^=&\s]*(?:password|secret|token|key)[^=&\s]*=)[^&\s"']+/gi
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi
const CENSOR = '***'
const MAX_DEPTH = 8
const MAX_ITEMS = 100
/** Enough to tell one blob from another. */
const MAX_BYTES = 32

/** Takes passwords and keys out of URLs and authorization headers that stand in a text. */
export function redactText(text: string): string {
  return text
    .replace(URL_PASSWORD, `$1:${CENSOR}@`)
    .replace(URL_SECRET, `$1${CENSOR}`)
    .replace(BEARER, `$1 ${CENSOR}`)
}

/**
 * A value as it may stand in a log: bigint as decimal string, Date as ISO time, Error with its code, values
 * and causes, bytes as hex, secrets censored by key and inside texts, depth and length bounded.
 */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return '[deep]'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString()
  if (value instanceof Error) return describeError(value, depth)
  if (value instanceof Uint8Array) return bytes(value)
  if (value instanceof Map) return loggable(Object.fromEntries(value), depth)
  if (value instanceof Set || Array.isArray(value)) return list([...value], depth)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_KEY.test(key) ? CENSOR : loggable(item, depth + 1),
    ]),
  )
}

function list(items: readonly unknown[], depth: number): readonly unknown[] {
  const shown = items.slice(0, MAX_ITEMS).map((item) => loggable(item, depth + 1))
  return items.length > MAX_ITEMS ? [...shown, `… ${items.length - MAX_ITEMS} more`] : shown
}

function bytes(value: Uint8Array): string {
  const hex = Buffer.from(value.subarray(0, MAX_BYTES)).toString('hex')
  return value.length > MAX_BYTES ? `${hex}… (${value.length} bytes)` : hex
}

/** Own fields (a Failure's code and values, a system error's code) come along, and so does the cause. */
function describeError(error: Error, depth: number): unknown {
  const { name, message, stack, cause, ...fields } = { ...error, ...pick(error) }
  const rest = cause === undefined ? {} : { cause }
  return loggable({ type: name, message, ...fields, stack, ...rest }, depth + 1)
}

function pick(error: Error) {
  return { name: error.name, message: error.message, stack: error.stack, cause: error.cause }
}
