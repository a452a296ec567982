import type { Progress } from '#platform/progress.ts'
import { isActiveList } from '#projector/lists.ts'
import type { Cursor, Stage } from '#projector/ports.ts'

/** Nearer to the tip than this, the index counts as there. */
const NEAR_BLOCKS = 20

export interface IndexPosition {
  readonly cursor: Pick<Cursor, 'height'>
  readonly latestHeight: number
  readonly stages: readonly Stage[]
}

export interface Phase {
  readonly label: string
  readonly done: number
  readonly total: number
}

/** What the indexer is busy with; null: it follows the tip and has everything. */
export function phaseOf({ cursor, latestHeight, stages }: IndexPosition): Phase | null {
  const active = stages.filter((stage) => isActiveList(stage.list))
  if (active.some((stage) => !stage.finished)) return { label: 'active records', ...sum(active) }
  if (latestHeight - cursor.height > NEAR_BLOCKS)
    return { label: 'blocks', done: cursor.height, total: latestHeight }
  if (stages.some((stage) => !stage.finished)) return { label: 'closed records', ...sum(stages) }
  return null
}

/** A list that turned out longer than estimated is as long as what was read of it. */
function sum(stages: readonly Stage[]): Pick<Phase, 'done' | 'total'> {
  const total = (stage: Stage) => (stage.finished ? stage.done : Math.max(stage.done, stage.total))
  return {
    done: stages.reduce((all, stage) => all + stage.done, 0),
    total: stages.reduce((all, stage) => all + total(stage), 0),
  }
}

/** Shows the phases, each as a piece of work of its own. */
export function showPhases(progress: Progress): (position: IndexPosition) => void {
  let shown: string | null = null
  return (position) => {
    const phase = phaseOf(position)
    if (phase !== null && phase.label === shown) progress.update(phase.done, phase.total)
    else if (phase !== null) progress.start(phase.total, phase.label, phase.done)
    else if (shown !== null) progress.stop()
    shown = phase?.label ?? null
  }
}
