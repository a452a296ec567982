import { GraphQLError } from 'graphql'
import { blocksPerMonth } from '#domain/block-rate.ts'
import { isFailure } from '#domain/failure.ts'
import { type AnswerStatement, writeAnswer } from '#store/answer/answer.ts'
import type { AnswerFacts } from '#store/answer/statement.ts'
import type { IndexHead } from '#store/query/index-head.ts'
import type { Context } from '../context.ts'
import { blockRateOf, isStale, lagSeconds, phaseOf } from '../freshness.ts'
import { createPlanCache, type PlannedOperation } from './plan-cache.ts'
import { selectionOf } from './selection-of.ts'

/** An operation, and what it is asked of. */
export interface FastRequest extends PlannedOperation {
  readonly context: Context
}

/**
 * The way from a valid operation to the one statement whose result is the answer: its plan, made once, with the
 * request's arguments filled in. Null where graphql-js has to answer: what has no plan, and whatever is wrong
 * with an argument, which graphql-js says properly.
 */
export function createFastPath(): (request: FastRequest) => AnswerStatement | null {
  const planOf = createPlanCache()
  return (request) => {
    const facts = factsOf(request.context)
    const plan = facts === null ? null : planOf(request)
    if (facts === null || plan === null) return null
    try {
      const selection = selectionOf(plan, request)
      return selection === null ? null : writeAnswer(selection, facts)
    } catch (error) {
      if (isFailure(error, 'BAD_USER_INPUT') || error instanceof GraphQLError) return null
      throw error
    }
  }
}

/** By the head that they are made of, which requests within a few milliseconds share. */
const known = new WeakMap<IndexHead, AnswerFacts>()

/** Null where the database did not say where the index stands. */
function factsOf({ head, now, chainId }: Context): AnswerFacts | null {
  if (head === null) return null
  const before = known.get(head)
  const stale = isStale(head, now)
  if (before !== undefined && before.isStale === stale && before.chainId === chainId)
    return { ...before, now }
  const facts = newFacts(head, { now, chainId, isStale: stale })
  known.set(head, facts)
  return facts
}

function newFacts(
  head: IndexHead,
  { now, chainId, isStale }: Pick<AnswerFacts, 'now' | 'chainId' | 'isStale'>,
): AnswerFacts {
  const rate = blockRateOf(head)
  const { height, time } = head
  return {
    chainId,
    now,
    head: height === null || time === null ? null : { height, time },
    isStale,
    blocksPerMonth: rate === null ? null : blocksPerMonth(rate),
    network: networkFacts(head, { chainId, rate }),
  }
}

/** What Network's fields say of the head, as JSON. */
function networkFacts(
  head: IndexHead,
  { chainId, rate }: { readonly chainId: string; readonly rate: number | null },
): AnswerFacts['network'] {
  const told: Readonly<Record<string, (now: Date) => unknown>> = {
    chainId: () => chainId,
    latestHeight: () => head.latestHeight?.toString() ?? null,
    indexedHeight: () => head.height?.toString() ?? null,
    indexedAt: () => head.time?.toISOString() ?? null,
    lagSeconds: (now) => lagSeconds(head, now),
    phase: () => phaseOf(head),
    secondsPerBlock: () => (rate === null ? null : rate / 1000),
  }
  return (field, now) => JSON.stringify(told[field]?.(now) ?? null)
}
