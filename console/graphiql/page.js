// GraphiQL on this gateway's /graphql. `EXAMPLES` is put in by the build: the documents of examples/.
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import 'graphiql/style.css'
import './page.css'
import { openingState } from './opening-state.ts'

/** Where GraphiQL keeps its tabs. */
const TABS_KEY = 'graphiql:tabState'

const LOADING_MS = 100
const LOADING_TRIES = 100

const storage = pageStorage()
const { tabs, activeTabIndex, run } = openingState({
  examples: EXAMPLES,
  stored: storage.getItem(TABS_KEY),
  search: location.search,
  hash: location.hash,
  now: new Date(),
})
storage.setItem(TABS_KEY, JSON.stringify({ tabs, activeTabIndex }))
// GraphiQL looks for the tab that holds what it is given, and opens that.
const { query, variables, headers } = tabs[activeTabIndex]
const home = createElement('a', { className: 'home', href: './' }, 'IP lease gateway')

createRoot(document.getElementById('graphiql')).render(
  createElement(
    GraphiQL,
    {
      fetcher: createGraphiQLFetcher({ url: new URL('graphql', location.href).href }),
      storage,
      query: query ?? '',
      variables: variables ?? '',
      headers: headers ?? '',
      defaultEditorToolsVisibility: variables ? 'variables' : false,
    },
    createElement(GraphiQL.Logo, null, home),
  ),
)
addEventListener('hashchange', () => location.reload())

if (run) runWhenReady(LOADING_TRIES)

/** Presses the button once there is an editor; gives up after 10 s. */
function runWhenReady(tries) {
  const isReady = document.querySelector('.graphiql-query-editor .CodeMirror')
  if (isReady) document.querySelector('.graphiql-execute-button').click()
  else if (tries > 0) setTimeout(() => runWhenReady(tries - 1), LOADING_MS)
}

/** The browser's storage; where it is forbidden, one that forgets. */
function pageStorage() {
  try {
    localStorage.setItem('graphiql:probe', '')
    localStorage.removeItem('graphiql:probe')
    return localStorage
  } catch {
    const items = new Map()
    return {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
      removeItem: (key) => void items.delete(key),
      clear: () => items.clear(),
      get length() {
        return items.size
      },
    }
  }
}
