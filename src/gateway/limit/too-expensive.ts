import { Failure } from '#domain/failure.ts'
import { limits } from './limits.ts'

export interface Expense {
  readonly cost: number
  /** The part of the cost that is records. */
  readonly records: number
}

/** Why an operation of this cost is refused. */
export function tooExpensive({ cost, records }: Expense): Failure {
  const work = cost - records
  const why = `it may return ${records} records, and finding and counting them counts as ${work} more`
  const advice = 'ask for smaller pages (first) or fewer counts (totalCount)'
  return new Failure(
    'TOO_EXPENSIVE',
    `the operation costs ${cost}, at most ${limits.cost} may be: ${why}; ${advice}`,
    { cost, limit: limits.cost },
  )
}
