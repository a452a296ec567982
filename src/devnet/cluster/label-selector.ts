/** One condition on labels. */
export interface LabelRequirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
}

export type Labels = Readonly<Record<string, string>>

/** A LabelSelector as objects carry it (metav1.LabelSelector). */
export interface LabelSelector {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly (Omit<LabelRequirement, 'values'> & {
    readonly values?: readonly string[]
  })[]
}

/** An empty selector matches everything. */
export function requirementsOf(selector: LabelSelector): LabelRequirement[] {
  const equal = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]): LabelRequirement => ({ key, operator: 'In', values: [value] }),
  )
  return [
    ...equal,
    ...(selector.matchExpressions ?? []).map(({ values = [], ...rest }) => ({ ...rest, values })),
  ]
}

/**
 * Reads the text of the query parameter `labelSelector`: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, joined by
 * commas. Null: it is not one.
 */
export function parseLabelSelector(text: string): LabelRequirement[] | null {
  const parts = text.trim() === '' ? [] : text.split(/,(?![^(]*\))/)
  const requirements = parts.map((part) => parseRequirement(part.trim()))
  return requirements.every((requirement) => requirement !== null) ? requirements : null
}

const KEY = '([A-Za-z0-9][-A-Za-z0-9_./]*)'
const VALUE = '([-A-Za-z0-9_.]*)'
const EQUALS = new RegExp(`^${KEY}\\s*(==?|!=)\\s*${VALUE}$`)
const SET = new RegExp(`^${KEY}\\s+(in|notin)\\s+\\(([^()]*)\\)$`)
const EXISTS = new RegExp(`^(!?)\\s*${KEY}$`)

function parseRequirement(text: string): LabelRequirement | null {
  const equals = EQUALS.exec(text)
  if (equals !== null) {
    const [, key = '', sign, value = ''] = equals
    return { key, operator: sign === '!=' ? 'NotIn' : 'In', values: [value] }
  }
  const set = SET.exec(text)
  if (set !== null) {
    const [, key = '', word, list = ''] = set
    return {
      key,
      operator: word === 'in' ? 'In' : 'NotIn',
      values: list.split(',').map((value) => value.trim()),
    }
  }
  const exists = EXISTS.exec(text)
  if (exists === null) return null
  return { key: exists[2] ?? '', operator: exists[1] === '!' ? 'DoesNotExist' : 'Exists', values: [] }
}

/** As Kubernetes has it, NotIn also matches what lacks the label. */
export function matchesLabels(requirements: readonly LabelRequirement[], labels: Labels): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = labels[key]
    if (operator === 'Exists') return value !== undefined
    if (operator === 'DoesNotExist') return value === undefined
    const isIn = value !== undefined && values.includes(value)
    return operator === 'In' ? isIn : !isIn
  })
}
