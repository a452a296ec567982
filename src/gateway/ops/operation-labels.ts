/** Names beside those of persisted documents that get time series of their own. */
const OTHER_NAMES = 100
/** A longer name is no name that anybody reads. */
const LONGEST_NAME = 60

/** The value of a metric's label `operation`: one of few, whatever clients call their operations. */
export type LabelOfOperation = (name: string | null) => string

/** Persisted documents keep their names, the first hundred others too; all that come later are "other". */
export function createOperationLabels(persistedNames: Iterable<string>): LabelOfOperation {
  const persisted = new Set(persistedNames)
  const seen = new Set<string>()
  return (name) => {
    if (name === null) return 'anonymous'
    if (persisted.has(name) || seen.has(name)) return name
    if (seen.size >= OTHER_NAMES || name.length > LONGEST_NAME) return 'other'
    seen.add(name)
    return name
  }
}
