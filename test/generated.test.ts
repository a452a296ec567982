import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

it('every generated file is what generate.js writes', () => {
  const check = () =>
    execFileSync('node', ['generate.js', '--check'], { cwd: root, encoding: 'utf8', stdio: 'pipe' })
  expect(check).not.toThrow()
})
