import type { AbuseRequest } from './abuse.ts'

/** The same attack as a text that the server has not seen before: what it remembers of documents does not help it. */
export function fresh(request: AbuseRequest, n: number): AbuseRequest {
  const { body } = request
  if (typeof body !== 'string' || !body.startsWith('{"query":"')) return request
  const parsed = read(body)
  if (parsed === null) return request
  // The query stands first; what follows it stays as it was written.
  const old = JSON.stringify(parsed)
  return {
    ...request,
    body: `{"query":${JSON.stringify(`${parsed}\n#${n}`)}${body.slice('{"query":'.length + old.length)}`,
  }
}

/** The text of the query; null where it is not written as JSON.stringify would. */
function read(body: string): string | null {
  const end = /^\{"query":("(?:[^"\\]|\\.)*")/s.exec(body)?.[1]
  if (end === undefined) return null
  try {
    const text: unknown = JSON.parse(end)
    return typeof text === 'string' && JSON.stringify(text) === end ? text : null
  } catch {
    return null
  }
}
