import { expect, test } from 'vitest'
import type { Action } from '../model/action.ts'
import { AddressBook } from './address-book.ts'

const anchor = { namespace: 'n', name: 'a', uid: 'u', resourceVersion: '1' }
const taking = (address: string): Action => ({
  kind: 'repin-anchor',
  endpoint: 'e',
  reason: '',
  anchor,
  address,
  from: null,
})

test('an address is reserved until the write is answered or nothing is written any more', () => {
  const book = new AddressBook()
  book.begin('e', [taking('198.51.100.1'), taking('198.51.100.2')])
  expect(book.reserved(0)).toEqual(new Set(['198.51.100.1', '198.51.100.2']))
  book.shown('e', '198.51.100.1')
  expect(book.reserved(1e12)).toEqual(new Set(['198.51.100.2']))
  book.done('e')
  expect(book.reserved(0)).toEqual(new Set())
})

test('after a lost answer it is reserved for a while', () => {
  const book = new AddressBook()
  book.begin('e', [taking('198.51.100.1')])
  book.doubt('e', 1000)
  expect(book.reserved(10_999)).toEqual(new Set(['198.51.100.1']))
  expect(book.reserved(11_000)).toEqual(new Set())
})

test('what MetalLB refused to an endpoint is avoided for ten minutes, by that endpoint alone', () => {
  const book = new AddressBook()
  book.refused('e', '198.51.100.1', 0)
  expect(book.avoided(599_999)).toEqual(new Map([['e', new Set(['198.51.100.1'])]]))
  expect(book.avoided(600_000)).toEqual(new Map())
})
