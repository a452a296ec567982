import { expect, test } from 'vitest'
import { exampleVariables, type OpeningState, openingState } from './opening-state.ts'

const examples = [
  '# One\nquery One { a }',
  '# Two\nquery Two {\n  b\n}',
  'query Times($from: DateTime!, $to: DateTime!) { c }',
]
const now = new Date('2026-03-20T13:00:00Z')

interface Visit {
  readonly address?: string
  readonly stored?: string | null
}
function open({ address = '', stored = null }: Visit = {}): OpeningState {
  const { search, hash } = new URL(address, 'http://gateway/graphiql')
  return openingState({ examples, stored, search, hash, now })
}
const titles = ({ tabs }: OpeningState) => tabs.map((tab) => tab.title)
const openTitle = ({ tabs, activeTabIndex }: OpeningState) => tabs[activeTabIndex]?.title

test('the first visit: the examples, and the first of them is run', () => {
  const state = open()
  expect(titles(state)).toEqual(['One', 'Two', 'Times'])
  expect(state).toMatchObject({ activeTabIndex: 0, run: true })
})

test.each(['?example=2', '#2'])('%s opens an example and runs it', (address) => {
  const state = open({ address })
  expect({ tabs: titles(state), open: openTitle(state), run: state.run }).toEqual({
    tabs: ['One', 'Two', 'Times'],
    open: 'Two',
    run: true,
  })
})

test.each(['?example=0', '?example=9', '#two', '?example='])('%s names no example', (address) => {
  expect(open({ address })).toMatchObject({ activeTabIndex: 0 })
})

test('a query of the address opens in a tab of its own, and is not run', () => {
  const address = `?query=${encodeURIComponent('query Mine($x: Int) { x }')}&variables=${encodeURIComponent('{"x":1}')}`
  const state = open({ address })
  expect(titles(state)).toEqual(['One', 'Two', 'Times', 'Mine'])
  expect(state.run).toBe(false)
  expect(state.tabs[3]).toMatchObject({ query: 'query Mine($x: Int) { x }', variables: '{"x":1}' })
  expect(state.activeTabIndex).toBe(3)
  const again = open({ address, stored: JSON.stringify(state) })
  expect(again).toMatchObject({ activeTabIndex: 3, tabs: state.tabs })
})

test('the next visit finds its tabs as it left them', () => {
  const left = { ...open(), tabs: open().tabs.slice(0, 2), activeTabIndex: 1 }
  const state = open({ stored: JSON.stringify(left) })
  expect({ tabs: titles(state), open: openTitle(state), run: state.run }).toEqual({
    tabs: ['One', 'Two'],
    open: 'Two',
    run: false,
  })
  expect(titles(open({ stored: JSON.stringify(left), address: '#3' }))).toEqual(['One', 'Two', 'Times'])
})

test('yesterday’s tab of an example with dates is that example', () => {
  const yesterday = openingState({
    examples,
    stored: null,
    search: '',
    hash: '',
    now: new Date('2026-03-19T01:00:00Z'),
  })
  expect(open({ stored: JSON.stringify(yesterday), address: '?example=3' })).toMatchObject({
    tabs: yesterday.tabs,
    activeTabIndex: 2,
  })
})

test.each(['half {', '[]', '{"tabs":[],"activeTabIndex":0}', '{"tabs":[{}],"activeTabIndex":0}', 'null'])(
  'what is stored and no tabs is forgotten: %s',
  (stored) => {
    expect(titles(open({ stored }))).toEqual(['One', 'Two', 'Times'])
  },
)

test('dates are the last two weeks up to the end of today, in full days', () => {
  expect(JSON.parse(exampleVariables(examples[2] ?? '', now) ?? '')).toEqual({
    from: '2026-03-07T00:00:00.000Z',
    to: '2026-03-21T00:00:00.000Z',
  })
  expect(exampleVariables(examples[0] ?? '', now)).toBeNull()
})
