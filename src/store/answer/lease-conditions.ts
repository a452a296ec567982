import { isOpenOnly, type LeaseFilter } from '../query/lease-filter.ts'
import type { Statement } from './statement.ts'

type Condition = (row: string) => string

/** Above every height that is stored. */
const BEYOND = BigInt(Number.MAX_SAFE_INTEGER)

const capped = (height: bigint) => (height > BEYOND ? BEYOND : height).toString()

/** Words of a closed list stand in the text: their number and kind decide the plan. */
const isOneOf = (column: string, words: readonly string[]): Condition =>
  words.length === 0
    ? () => 'false'
    : (row) => `${row}.${column} in (${words.map((word) => `'${word}'`).join(', ')})`

/**
 * Said as the partial indexes of open leases say it, so that they serve; and one of the two states as "not the
 * other", or Postgres would count the rareness of open leases twice and expect none.
 */
function openStates(states: readonly string[]): readonly Condition[] {
  if (states.length === 0) return [() => 'false']
  const others = ['active', 'reclaiming'].filter((state) => !states.includes(state))
  return [
    isOneOf('state', ['active', 'reclaiming']),
    ...others.map(
      (other): Condition =>
        (row) =>
          `${row}.state <> '${other}'`,
    ),
  ]
}

/** The filter as SQL over a row of `lease`. */
export function leaseConditions(filter: LeaseFilter, statement: Statement): readonly Condition[] {
  const { owner, provider, dseq, states, closeReasons, hasIpEndpoints } = filter
  const equals = (
    column: string,
    value: string,
    type: 'text' | 'numeric' | 'bigint',
    operator = '=',
  ): Condition => {
    const parameter = statement.later(value, type)
    return (row) => `${row}.${column} ${operator} ${parameter()}`
  }
  return [
    owner !== undefined && equals('owner', owner, 'text'),
    provider !== undefined && equals('provider', provider, 'text'),
    dseq !== undefined && equals('dseq', dseq.toString(), 'numeric'),
    owner !== undefined && dseq !== undefined && equals('deployment_key', `${owner}/${dseq}`, 'text'),
    ...(states === undefined ? [] : isOpenOnly(filter) ? openStates(states) : [isOneOf('state', states)]),
    closeReasons !== undefined && isOneOf('close_reason', closeReasons),
    hasIpEndpoints === true && ((row: string) => `${row}.ip_endpoint_count > 0`),
    hasIpEndpoints === false && ((row: string) => `${row}.ip_endpoint_count = 0`),
    filter.createdAfterHeight !== undefined &&
      equals('created_height', capped(filter.createdAfterHeight), 'bigint', '>'),
    filter.createdBeforeHeight !== undefined &&
      equals('created_height', capped(filter.createdBeforeHeight), 'bigint', '<'),
  ].filter((condition) => condition !== false)
}
