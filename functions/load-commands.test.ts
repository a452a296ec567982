import { expect, it } from 'vitest'
import { loadCommands } from './load-commands.ts'

const namesFor = async (...argv: readonly string[]) => (await loadCommands(argv)).map(({ name }) => name)

it('loads what begins with the first word, under exactly that name', async () => {
  for (const name of await namesFor()) {
    const [word = ''] = name.split(' ')
    const found = await namesFor(word)
    expect(found).toContain(name)
    expect(found.filter((each) => each.split(' ')[0] !== word)).toEqual([])
  }
})

it.each([['--help'], ['no-such-command'], ['toString']])('loads all for %s', async (word) => {
  expect(await namesFor(word)).toEqual(await namesFor())
  expect(await namesFor(word)).toContain('agent')
})
