import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isReachableByOthers, nobodyAccount, ownDirectory } from './os-account.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ipgw-account-'))
  chmodSync(base, 0o755)
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

test('a closed directory anywhere above closes a path, also one that does not exist yet', () => {
  expect(isReachableByOthers(join(base, 'a', 'b'))).toBe(true)
  mkdirSync(join(base, 'home'), { mode: 0o700 })
  mkdirSync(join(base, 'home', 'app'))
  expect(isReachableByOthers(join(base, 'home', 'app', 'data', 'pg'))).toBe(false)
})

test('a link is followed to where it leads', () => {
  mkdirSync(join(base, 'home'), { mode: 0o700 })
  mkdirSync(join(base, 'home', 'app'))
  symlinkSync(join(base, 'home', 'app'), join(base, 'link'))
  expect(isReachableByOthers(join(base, 'link', 'pg'))).toBe(false)
})

test('a directory of ours is made once, open to pass but not to write', () => {
  const path = ownDirectory(join(base, 'ours'))
  expect(ownDirectory(path)).toBe(path)
  expect(statSync(path).mode & 0o777).toBe(0o755)
})

test('a planted directory is refused: a link, or one that others may write to', () => {
  mkdirSync(join(base, 'target'))
  symlinkSync(join(base, 'target'), join(base, 'planted'))
  expect(() => ownDirectory(join(base, 'planted'))).toThrow(/not a directory of this account alone/)
  mkdirSync(join(base, 'open'))
  chmodSync(join(base, 'open'), 0o777)
  expect(() => ownDirectory(join(base, 'open'))).toThrow(/not a directory of this account alone/)
})

test('nobody has ids, and they are not those of root', () => {
  expect(nobodyAccount().uid).toBeGreaterThan(0)
  expect(nobodyAccount().gid).toBeGreaterThan(0)
})
