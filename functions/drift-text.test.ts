import { expect, test } from 'vitest'
import type { Drift } from '#projector/verify.ts'
import { driftJson, driftText } from './drift-text.ts'

const drift: Drift = {
  ref: { kind: 'lease', key: 'akash1a/5/1/1/akash1b/0' },
  fields: [
    { field: 'state', database: 'active', chain: 'closed' },
    { field: 'closedHeight', database: null, chain: 7 },
  ],
  read: { ref: { kind: 'lease', key: 'akash1a/5/1/1/akash1b/0' }, records: [], height: 9, quarantined: [] },
}

test('names the record, the fields and both sides', () => {
  expect(driftText(drift)).toBe(
    'lease akash1a/5/1/1/akash1b/0: state is "active" in the database and "closed" on chain; closedHeight is absent in the database and 7 on chain (after block 9)',
  )
})

test('for machines', () => {
  expect(driftJson(drift)).toEqual({ kind: 'lease', key: drift.ref.key, height: 9, fields: drift.fields })
})

test('long values are cut', () => {
  const long = { ...drift, fields: [{ field: 'attributes', database: 'x'.repeat(5000), chain: [] }] }
  expect(driftText(long).length).toBeLessThan(300)
})
