import type { HistoryProgressResolvers } from '../schema.generated.ts'

export const historyProgress: HistoryProgressResolvers = {
  complete: (history) => history.complete,
  done: (history) => history.done,
  total: (history) => history.total ?? null,
}
