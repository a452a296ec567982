import type { OperationDefinitionNode } from 'graphql'
import type { Context } from './context.ts'
import type { ParsedDocument } from './document/parsed-document.ts'
import type { AnswerPath } from './ops/operation-metrics.ts'
import type { SentStatement } from './ops/slow-log.ts'
import type { CacheOutcome } from './traffic/response-cache.ts'

/** One operation, ready to be answered: valid, within the limits, its variables coerced. */
export interface PreparedOperation {
  /** The same object for the same text while it is remembered, so plans may hang on it. */
  readonly document: ParsedDocument
  readonly operation: OperationDefinitionNode
  /** As the request named it; null where it did not. */
  readonly operationName: string | null
  /** As they were sent. */
  readonly givenVariables: Readonly<Record<string, unknown>>
  /**
   * As resolvers see them: defaults filled in, unknown ones left out, keys in the order of the declarations and of
   * the schema. Equal requests have equal ones.
   */
  readonly variables: Readonly<Record<string, unknown>>
  /** Upper bound of the records that the answer holds. */
  readonly cost: number
  /** Equal for requests that must get the same answer from the same data. */
  readonly key: string
  /** Whether the document was named by its sha256. */
  readonly isPersisted: boolean
  /** The height that the answer must have reached; null: any. */
  readonly minHeight: number | null
}

/** An operation, and what it is asked of. */
export interface OperationRequest extends PreparedOperation {
  /** Its `head` was read before anything else of this request. */
  readonly context: Context
}

/** What one operation gave. */
export interface OperationAnswer {
  /** The answer's JSON without braces and "extensions": `"errors":[…],"data":{…}`; errors only where there are any. */
  readonly members: string
  /** `extensions.code` of each error; such an answer must not be kept. */
  readonly errorCodes: readonly string[]
  /** HTTP status; 200 wherever there is "data". */
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** How it was made; absent where it was refused before. */
  readonly path?: AnswerPath
  /** The one statement of the fast path. */
  readonly statement?: SentStatement
  /** The ids by which the log knows those of the errors that are faults of ours. */
  readonly errorIds?: readonly string[]
  /** Whether it was made for this request. Absent: nobody looked. */
  readonly cache?: CacheOutcome
}

/** Answers operations. Caches, admission control and faster ways of answering wrap one another behind this port. */
export interface Executor {
  /** Throws only for a fault of ours; what goes wrong in a field is part of the answer. */
  execute(request: OperationRequest): Promise<OperationAnswer>
}
