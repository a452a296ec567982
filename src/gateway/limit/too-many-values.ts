import { Failure } from '#domain/failure.ts'
import { shown } from '../scalar/refusal.ts'
import { countValues } from './count-values.ts'
import { limits } from './limits.ts'

/** Why these variables are refused unread: they hold more than anyone needs; null where they do not. */
export function tooManyValues(variables: Readonly<Record<string, unknown>>): Failure | null {
  const counts = Object.entries(variables).map(([name, value]) => ({ name, values: countValues(value) }))
  const values = counts.reduce((sum, one) => sum + one.values, 0)
  if (values <= limits.values) return null
  const [largest] = counts.sort((a, b) => b.values - a.values)
  const most =
    largest === undefined ? '' : `; most of them, ${largest.values}, are in $${nameOf(largest.name)}`
  return new Failure(
    'BAD_USER_INPUT',
    `the variables hold ${values} values (items of lists and keys of objects counted), at most ${limits.values} may be${most}`,
    { values, limit: limits.values },
  )
}

const nameOf = (name: string) => shown(name).replaceAll('"', '')
