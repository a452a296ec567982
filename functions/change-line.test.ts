import { expect, test } from 'vitest'
import { changeText } from './change-line.ts'

const owner = 'akash1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq7cdc78'
const entry = (kind: 'DEPLOYMENT_CREATED' | 'PROVIDER_UPDATED' | 'LEASE_CLOSED', subject: string) => ({
  position: 1,
  at: null,
  change: { kind, subject, height: 12, before: null, after: null },
})

test('a change whose time is not known, and a provider, which is its own subject', () => {
  expect(changeText(entry('DEPLOYMENT_CREATED', `${owner}/7`), false)).toBe(
    '-                            12  DEPLOYMENT_CREATED     akash1qqq…dc78/7',
  )
  expect(changeText(entry('PROVIDER_UPDATED', owner), false)).toMatch(/PROVIDER_UPDATED +akash1qqq…dc78$/)
})

test('colours are for terminals', () => {
  const text = changeText(entry('LEASE_CLOSED', `${owner}/7/1/1/${owner}/0`), true)
  expect(text).toContain('\u001b[31mLEASE_CLOSED')
})
