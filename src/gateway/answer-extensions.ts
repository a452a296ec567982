import type { ApolloServerPlugin } from '@apollo/server'
import type { IndexHead } from '#store/query/index-head.ts'
import type { Context } from './context.ts'
import { lagSeconds } from './freshness.ts'

/** What every answer says of its age; null before anything is indexed, and where the database did not say. */
export interface AnswerExtensions {
  /** UInt64, so a decimal string. The answer is at least as new as this block. */
  readonly indexedHeight: string | null
  readonly lagSeconds: number | null
}

export const answerExtensions = (head: IndexHead | null, now: Date): AnswerExtensions => ({
  indexedHeight: head?.height?.toString() ?? null,
  lagSeconds: lagSeconds(head, now),
})

/** Puts them on every answer of the GraphQL pipeline, errors included. */
export const extensionsPlugin: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response, contextValue }) => {
      if (response.body.kind !== 'single') return
      const result = response.body.singleResult
      result.extensions = { ...result.extensions, ...answerExtensions(contextValue.head, contextValue.now) }
    },
  }),
}
