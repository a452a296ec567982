import type { StageRow } from '#store/query/bootstrap-stages.ts'

/** How far the reading of the chain's records has come. */
export interface History {
  readonly complete: boolean
  readonly done: number
  /** An estimate until complete; null before the first list has been counted. */
  readonly total: number | null
}

export function historyOf(stages: readonly StageRow[]): History {
  const sum = (of: (stage: StageRow) => number) => stages.reduce((all, stage) => all + of(stage), 0)
  return {
    complete: stages.length > 0 && stages.every((stage) => stage.finished),
    done: sum((stage) => stage.done),
    // A list that turned out longer than estimated is as long as what was read of it.
    total:
      stages.length === 0 ? null : sum((stage) => Math.max(stage.done, stage.finished ? 0 : stage.total)),
  }
}
