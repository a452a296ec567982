import { expect, test } from 'vitest'
import type { EndpointVerdict, Pending } from '../model/verdict.ts'
import { plipName } from '../stock/plip.ts'
import { wish } from '../stock/test-wishes.ts'
import { notesOf } from './announce.ts'

const verdict = (pending: Pending | null): EndpointVerdict => ({
  owner: wish.lease.owner,
  sharingKey: wish.sharingKey,
  state: 'assigned',
  address: '198.51.100.1',
  pool: 'default',
  until: null,
  pending: null,
  ports: [{ ...wish, state: pending === null ? 'open' : 'pending', pending }],
})
const missing: Pending = { reason: 'NAMESPACE_MISSING', message: 'the namespace is missing' }
const passing: Pending = { reason: 'ADDRESS_PENDING', message: 'MetalLB has not said' }
const said = (before: EndpointVerdict | null, after: EndpointVerdict | null) =>
  notesOf({ key: wish.sharingKey, before, after }).map(({ note }) => note.reason)

test('a reason is told once, about the wish it belongs to, and once that it is over', () => {
  expect(notesOf({ key: 'k', before: null, after: verdict(missing) })).toEqual([
    {
      about: { plip: plipName(wish), override: wish.sharingKey },
      note: { type: 'Warning', reason: 'NamespaceMissing', message: 'the namespace is missing' },
    },
  ])
  expect(said(verdict(missing), verdict({ ...missing, message: 'still' }))).toEqual([])
  expect(said(verdict(missing), verdict(null))).toEqual(['Settled'])
})

test('what passes by itself, what is well from the start and what is gone is no news', () => {
  expect(said(null, verdict(passing))).toEqual([])
  expect(said(verdict(passing), verdict(null))).toEqual([])
  expect(said(null, verdict(null))).toEqual([])
  expect(said(verdict(missing), null)).toEqual([])
})
