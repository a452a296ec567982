import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findPostgresBinaries, reachableBinaries } from './postgres-binaries.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ipgw-binaries-'))
  chmodSync(base, 0o755)
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

function binariesIn(home: string) {
  const native = join(base, home, 'native')
  mkdirSync(join(native, 'bin'), { recursive: true })
  writeFileSync(join(native, 'bin', 'postgres'), '#!', { mode: 0o755 })
  return { native, version: '18.4.0' }
}

test('finds the binaries of this platform', () => {
  const found = findPostgresBinaries()
  expect(existsSync(join(found.native, 'bin', 'postgres'))).toBe(true)
  expect(found.version).toMatch(/^18\./)
})

test('reachable binaries stay where they are', () => {
  const binaries = binariesIn('open')
  expect(reachableBinaries(binaries, () => base)).toBe(binaries)
})

test('binaries in a closed home are copied once, whole, and may be run by others', () => {
  const binaries = binariesIn('closed')
  chmodSync(join(base, 'closed'), 0o700)
  const shelf = join(base, 'shelf')
  mkdirSync(shelf)
  const copy = reachableBinaries(binaries, () => shelf)
  expect(copy.native).toBe(join(shelf, 'postgres-18.4.0'))
  expect(statSync(join(copy.native, 'bin', 'postgres')).mode & 0o005).toBe(0o005)
  expect(reachableBinaries(binaries, () => shelf)).toEqual(copy)
  expect(readdirSync(shelf)).toEqual(['postgres-18.4.0'])
})
