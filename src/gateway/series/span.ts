import { Failure } from '#domain/failure.ts'
import { type Interval, intervalBorders, intervalCount } from '#domain/interval.ts'
import { shown } from '../scalar/refusal.ts'

/** The most points that a series has. */
const MAX_POINTS = 1000

/** The time that a series is asked for, as the schema has it. */
export interface SpanArguments {
  readonly from: Date
  readonly to: Date
  readonly interval: Uppercase<Interval>
}

/**
 * Where its intervals begin, and where the last one ends, in ms of Unix time. Throws BAD_USER_INPUT that names
 * argument, value and rule.
 */
export function spanBorders({ from, to, interval }: SpanArguments): number[] {
  const refuse = (rule: string) => new Failure('BAD_USER_INPUT', `argument "to": ${shown(to)} ${rule}`)
  const [fromMs, toMs] = [from.getTime(), to.getTime()]
  if (fromMs >= toMs) throw refuse(`is not after "from", which is ${shown(from)}`)
  const unit = interval.toLowerCase() as Interval
  const count = intervalCount(unit, fromMs, toMs)
  if (count > MAX_POINTS)
    throw refuse(
      `makes ${count} points of one ${interval} from ${shown(from)} on, at most ${MAX_POINTS} may be`,
    )
  return intervalBorders(unit, fromMs, toMs)
}
