import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { alarmKinds, pendingReasons } from '#agent/model/verdict.ts'
import { settingTexts } from '#platform/setting-table.ts'

const runbook = readFileSync(join(import.meta.dirname, '../docs/agent.md'), 'utf8')

/** Name → text of what stands under "### name" in a chapter. */
function sections(chapter: string): ReadonlyMap<string, string> {
  const [, text = ''] = runbook.split(`\n## ${chapter}\n`)
  const [own = ''] = text.split(/\n## /)
  const [, ...parts] = own.split(/\n### /)
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]))
}

/** Commands of its fenced blocks. */
const commands = (text: string) =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim())

describe.each([
  { chapter: 'What waits, and why', names: pendingReasons },
  { chapter: 'Alarms', names: alarmKinds },
])('the runbook on "$chapter"', ({ chapter, names }) => {
  it('has each one, in the order of the code, and no others', () => {
    expect([...sections(chapter).keys()]).toEqual([...names])
  })

  it.each([...names])('says of %s what it means and what to type', (name) => {
    const text = sections(chapter).get(name) ?? ''
    expect(text.trim()).toMatch(/^[A-Z][\s\S]{20,}?[.:]\n```sh/)
    expect(commands(text).join('\n')).toMatch(/^(kubectl|npx ipgw|curl) /m)
  })
})

describe('the runbook on settings', () => {
  const rows = new Map(
    [...runbook.matchAll(/^\| `([A-Z_]+)` \| (.*?) \| (.*) \|$/gm)].map(([, name = '', fallback = '']) => [
      name,
      fallback,
    ]),
  )
  const names = Object.keys(settingTexts)
  const ofAgent = names.slice(names.indexOf('AGENT_MODE'))

  it('has every setting that only the agent has', () => {
    expect(ofAgent).toContain('QUARANTINE')
    expect([...rows.keys()]).toEqual(expect.arrayContaining(ofAgent))
  })

  it('names none that does not exist, and tells defaults as they are', () => {
    for (const [name, told] of rows) {
      const setting = new Map(Object.entries(settingTexts)).get(name)
      expect(setting, name).toBeDefined()
      if (typeof setting?.fallback === 'string') expect(told, name).toContain(`\`${setting.fallback}\``)
    }
  })
})
