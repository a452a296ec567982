/** A tab as GraphiQL 4 keeps it in the browser's storage. */
export interface Tab {
  readonly id: string
  readonly title: string
  readonly query: string | null
  readonly variables: string | null
  readonly headers: string | null
  readonly operationName: string | null
  readonly response: null
}

export interface OpeningState {
  readonly tabs: readonly Tab[]
  readonly activeTabIndex: number
  /** Whether the active tab is one of ours that is to be run at once, so that a newcomer sees an answer. */
  readonly run: boolean
}

/** What the page is opened with. */
export interface Opening {
  /** The documents of the examples, in their order. */
  readonly examples: readonly string[]
  /** What GraphiQL stored at the last visit; null at the first. */
  readonly stored: string | null
  /** Query string and fragment of the address. */
  readonly search: string
  readonly hash: string
  readonly now: Date
}

const DAYS = 14
const DAY_MS = 86_400_000

/**
 * The tabs to open with: those of the last visit, at the first the examples. The address may name one more:
 * `?query=…&variables=…`, or an example by `?example=2` or `#2`; a tab that holds just that is used again.
 */
export function openingState({ examples, stored, search, hash, now }: Opening): OpeningState {
  const ours = examples.map((query) => tabOf(query, exampleVariables(query, now)))
  const last = readState(stored)
  const { tabs, activeTabIndex } = last ?? { tabs: ours, activeTabIndex: 0 }
  const wanted = wantedTab(new URLSearchParams(search), hash, ours)
  if (wanted === null) return { tabs, activeTabIndex, run: last === null }
  const run = ours.includes(wanted)
  const index = tabs.findIndex((tab) => isSame(tab, wanted))
  return index >= 0
    ? { tabs, activeTabIndex: index, run }
    : { tabs: [...tabs, wanted], activeTabIndex: tabs.length, run }
}

/** The variables of an example, as JSON text: the last two weeks where it asks for a time; null where it has none. */
export function exampleVariables(document: string, now: Date): string | null {
  if (!document.includes('$from: DateTime!')) return null
  const to = new Date(Math.ceil(now.getTime() / DAY_MS) * DAY_MS)
  const from = new Date(to.getTime() - DAYS * DAY_MS)
  return JSON.stringify({ from, to }, null, 2)
}

function wantedTab(parameters: URLSearchParams, hash: string, examples: readonly Tab[]): Tab | null {
  const query = parameters.get('query')
  if (query !== null) return tabOf(query, parameters.get('variables'), parameters.get('operationName'))
  const number = parameters.get('example') ?? hash.replace(/^#/, '')
  return examples[/^\d{1,2}$/.test(number) ? Number(number) - 1 : -1] ?? null
}

function tabOf(query: string, variables: string | null, operationName: string | null = null): Tab {
  const name = operationName ?? /^\s*query\s+(\w+)/m.exec(query)?.[1] ?? null
  // GraphiQL's ids only have to differ; the text's own make the same tab the same at every visit.
  const id = `${name ?? ''} ${query} ${variables ?? ''}`
  return {
    id,
    title: name ?? '<untitled>',
    query,
    variables,
    headers: null,
    operationName: name,
    response: null,
  }
}

/** The dates of an example move from day to day: its text alone makes it the same tab. */
const isSame = (tab: Tab, wanted: Tab) =>
  tab.query === wanted.query &&
  (tab.variables === wanted.variables || wanted.query?.includes('$from: DateTime!'))

function readState(stored: string | null): Omit<OpeningState, 'run'> | null {
  const state = parsed(stored)
  if (typeof state !== 'object' || state === null) return null
  if (!('tabs' in state && 'activeTabIndex' in state)) return null
  const { tabs, activeTabIndex } = state
  if (!Array.isArray(tabs) || typeof activeTabIndex !== 'number') return null
  return tabs.length > 0 && tabs.every(isTab) && tabs[activeTabIndex] !== undefined
    ? { tabs, activeTabIndex }
    : null
}

const isTab = (tab: unknown): tab is Tab =>
  typeof tab === 'object' &&
  tab !== null &&
  'id' in tab &&
  typeof tab.id === 'string' &&
  'title' in tab &&
  typeof tab.title === 'string' &&
  'query' in tab &&
  isText(tab.query) &&
  'variables' in tab &&
  isText(tab.variables) &&
  'headers' in tab &&
  isText(tab.headers)

const isText = (value: unknown) => value === null || typeof value === 'string'

function parsed(stored: string | null): unknown {
  try {
    return stored === null ? null : JSON.parse(stored)
  } catch {
    return null
  }
}
