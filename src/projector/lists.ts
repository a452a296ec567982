import type { ListRef, Stage } from './ports.ts'

/**
 * The lists of chain state that make the active set: what a first screen shows. Parents before children,
 * so that a lease finds the group that says how many IPs it wants.
 */
export const activeLists: readonly ListRef[] = [
  { kind: 'provider', state: '' },
  { kind: 'deployment', state: 'active' },
  { kind: 'order', state: 'active' },
  { kind: 'order', state: 'open' },
  { kind: 'bid', state: 'active' },
  { kind: 'bid', state: 'open' },
  { kind: 'lease', state: 'active' },
  { kind: 'lease', state: 'reclaiming' },
]

/** What is over: read behind the active set, while new blocks are followed. */
export const historyLists: readonly ListRef[] = [
  { kind: 'deployment', state: 'closed' },
  { kind: 'lease', state: 'insufficient_funds' },
  { kind: 'lease', state: 'closed' },
  { kind: 'order', state: 'closed' },
  { kind: 'bid', state: 'lost' },
  { kind: 'bid', state: 'closed' },
]

export const allLists: readonly ListRef[] = [...activeLists, ...historyLists]

const same = (a: ListRef, b: ListRef) => a.kind === b.kind && a.state === b.state
export const isActiveList = (list: ListRef) => activeLists.some((one) => same(one, list))

export const initialStages = (): Stage[] =>
  allLists.map((list) => ({ list, resume: null, done: 0, total: 0, finished: false }))

/** The stages in reading order, with one replaced. */
export const withStage = (stages: readonly Stage[], next: Stage): Stage[] =>
  stages.map((stage) => (same(stage.list, next.list) ? next : stage))

/** The first stage that is not finished, of the active set or of all; null when there is none. */
export function nextStage(stages: readonly Stage[], scope: 'active' | 'all'): Stage | null {
  const inOrder = allLists.flatMap((list) => stages.filter((stage) => same(stage.list, list)))
  return inOrder.find((stage) => !stage.finished && (scope === 'all' || isActiveList(stage.list))) ?? null
}
