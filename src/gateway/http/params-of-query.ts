import type { GraphqlParams } from './graphql-params.ts'
import { HttpRefusal, refuse } from './http-refusal.ts'
import { paramsOfFields } from './params-of-fields.ts'

const names = ['query', 'operationName', 'variables', 'extensions', 'documentId'] as const
/** Which of them hold JSON. */
const isJson: ReadonlySet<string> = new Set(['variables', 'extensions'])

/** The parameters of a GET: `?query=…&variables={…}`, as forms encode them. */
export function paramsOfQuery(url: string): GraphqlParams | HttpRefusal {
  const fields = fieldsOf(url)
  return fields instanceof HttpRefusal ? fields : paramsOfFields(fields)
}

function fieldsOf(url: string): Record<string, unknown> | HttpRefusal {
  const fields: Record<string, unknown> = {}
  for (const pair of searchOf(url).split('&')) {
    const end = pair.indexOf('=')
    const name = names.find((one) => one === (end < 0 ? pair : pair.slice(0, end)))
    if (name === undefined) continue
    if (name in fields) return refuse(400, `the parameter "${name}" is given twice`)
    const value = parameterValue(name, end < 0 ? '' : pair.slice(end + 1))
    if (value instanceof HttpRefusal) return value
    fields[name] = value
  }
  return fields
}

function searchOf(url: string): string {
  const start = url.indexOf('?')
  if (start < 0) return ''
  const end = url.indexOf('#', start)
  return end < 0 ? url.slice(start + 1) : url.slice(start + 1, end)
}

/** The value of one parameter; an empty one counts as absent. */
function parameterValue(name: string, encoded: string): unknown {
  if (encoded === '') return null
  let text: string
  try {
    text = decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    return refuse(400, `the parameter "${name}" is not encoded as UTF-8 in a URL has to be`)
  }
  if (!isJson.has(name)) return text
  try {
    return JSON.parse(text)
  } catch {
    return refuse(400, `the parameter "${name}" is not JSON`)
  }
}
