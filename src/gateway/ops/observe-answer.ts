import { isFailure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { OperationAnswer, PreparedOperation } from '../operation-request.ts'
import type { OperationMetrics } from './operation-metrics.ts'
import type { SlowLog } from './slow-log.ts'

/** An operation that was answered. */
export interface Observed {
  readonly operation: PreparedOperation
  readonly outcome: OperationAnswer
  readonly log: () => Log
}

/** What the operator is told of each answer. */
export interface ObserveAnswer {
  /** Starts the clock; the answer's end is told to the function that it returns. */
  begin(): (observed: Observed) => void
  /** Something was thrown instead of an answer. */
  refused(error: unknown): void
}

export interface ObserveOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly metrics: OperationMetrics
  readonly slowLog: SlowLog
}

/** Counts every answer by its operation, and logs those that were slow or went wrong through a fault of ours. */
export function createObserveAnswer({ clock, metrics, slowLog }: ObserveOptions): ObserveAnswer {
  return {
    begin() {
      const startMs = clock.monotonicMs()
      return ({ operation, outcome, log }) => {
        const ms = clock.monotonicMs() - startMs
        const name = nameOf(operation)
        const { cache = 'miss', path = 'none', members, statement = null, errorIds = [] } = outcome
        const rows = path === 'none' ? null : countObjects(members)
        const common = { operation: name, cost: operation.cost, rows, path }
        metrics.answered({ ...common, seconds: ms / 1000, cache })
        if (errorIds.length > 0) log().error({ operation: name, errorIds }, 'an answer has a fault of ours')
        const { sha256 } = operation.document
        if (slowLog.isSlow(ms))
          void slowLog.note({ ...common, ms, sha256, bytes: members.length, statement }, log())
      }
    },
    refused(error) {
      if (isFailure(error)) metrics.refused(error)
    },
  }
}

/** As the request says, or as the document does. */
const nameOf = ({ operationName, operation }: PreparedOperation): string | null =>
  operationName ?? operation.name?.value ?? null

/** The objects in a JSON text, to a few: a text in it may look like one. */
export function countObjects(json: string): number {
  let count = 0
  for (let at = json.indexOf('{"'); at >= 0; at = json.indexOf('{"', at + 2)) count += 1
  return count
}
