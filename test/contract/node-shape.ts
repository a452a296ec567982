/** What is compared of a node's JSON: keys in their order and types, never values. */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape }

/** Keys in order with the types of their values; an array has the shapes of its elements, each once. */
export function shapeOf(value: unknown): Shape {
  if (value === null) return 'null'
  if (Array.isArray(value)) {
    const shapes = new Map(value.map((element) => [JSON.stringify(shapeOf(element)), shapeOf(element)]))
    return [...shapes.values()]
  }
  if (typeof value === 'object')
    return {
      ' keys': Object.keys(value).join(','),
      ...Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)])),
    }
  return typeof value
}

/** Every kind of event in a list of `block_results`: type, then each attribute's key and how its value is written. */
export function signatures(answers: readonly unknown[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const answer of answers) {
    const events = [
      ...listAt(answer, 'result', 'txs_results').flatMap((tx) => listAt(tx, 'events')),
      ...listAt(answer, 'result', 'finalize_block_events'),
    ]
    for (const event of events) found.add(signature(event))
  }
  return found
}

export const isEventOf = (prefix: string, signature: string) => signature.startsWith(prefix)

function signature(event: unknown): string {
  const attributes = listAt(event, 'attributes').map(
    (attribute) =>
      `${String(at(attribute, 'key'))}=${writing(String(at(attribute, 'value')))},${at(attribute, 'index') === true ? '' : 'not indexed'}`,
  )
  return `${String(at(event, 'type'))}: ${attributes.join('')}`
}

/** How a value is written: as a JSON string, as an object with these keys, as a bare number or bare text. */
function writing(value: string): string {
  if (value.startsWith('{'))
    return `object ${Object.entries(JSON.parse(value))
      .map(([key, one]) => `${key}:${typeof one}`)
      .join(' ')}`
  if (/^".*"$/.test(value)) return 'quoted'
  return /^\d+$/.test(value) ? 'bare number' : 'bare text'
}

/** A value inside parsed JSON by its path; undefined where the path leads nowhere. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce(
    (found: unknown, name) =>
      typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined,
    value,
  )
}

/** A list by its path; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}
