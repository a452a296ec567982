import type { IndexHead } from '#store/query/index-head.ts'
import { lagSeconds } from './freshness.ts'

/** What every answer says of its age; null before anything is indexed, and where the database did not say. */
export interface AnswerExtensions {
  /** UInt64, so a decimal string. The answer is at least as new as this block. */
  readonly indexedHeight: string | null
  readonly lagSeconds: number | null
  /** What the operation costs at most; only for who asks by the header "x-ipgw-cost". */
  readonly cost?: number
}

export const answerExtensions = (head: IndexHead | null, now: Date): AnswerExtensions => ({
  indexedHeight: head?.height?.toString() ?? null,
  lagSeconds: lagSeconds(head, now),
})

/** Of an answer for which nobody looked where the index stands. */
export const unknownExtensions: AnswerExtensions = { indexedHeight: null, lagSeconds: null }
