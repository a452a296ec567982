import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { announceDevnet, findDevnet } from './devnet-address.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ipgw-devnet-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

test('an announced dev network is found until it ends', () => {
  const end = announceDevnet(dataDir, 'http://127.0.0.1:26657')
  expect(findDevnet(dataDir)).toBe('http://127.0.0.1:26657')
  end()
  expect(() => findDevnet(dataDir)).toThrow(/no dev network runs on .*: start one with "ipgw dev"/)
})

test.each(['{"url":"http://x","pid":1073741824}', 'half {', '[]'])('a leftover is none: %s', (text) => {
  writeFileSync(join(dataDir, 'devnet.json'), text)
  expect(() => findDevnet(dataDir)).toThrow(/no dev network/)
})
