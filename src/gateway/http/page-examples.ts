import type { PageFolder } from './page-folder.ts'

/** The titles of GraphiQL's examples, in their order; `/graphiql?example=1` opens the first. Empty where nothing was built. */
export function exampleTitles(pages: PageFolder | null): readonly string[] {
  const bytes = pages?.get('examples.json')?.bodies.identity
  const list: unknown = bytes === undefined ? [] : JSON.parse(new TextDecoder().decode(bytes))
  return Array.isArray(list) ? list.flatMap(titleOf) : []
}

const titleOf = (example: unknown): readonly string[] =>
  typeof example === 'object' && example !== null && 'title' in example && typeof example.title === 'string'
    ? [example.title]
    : []
