import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Position, Window } from '#store/query/keyset.ts'
import { connect } from './connection.ts'
import { decodeCursor } from './cursor.ts'
import type { List } from './list.ts'
import { type PageArguments, windowOf } from './window-of.ts'

const list: List = {
  name: 'numbers',
  order: 'ASC',
  filter: 'all',
  sort: { columns: [{ expression: 'n', type: 'bigint' }], descending: false },
}

const at = (position: Position | null, absent: number) => (position === null ? absent : Number(position[0]))

/** What a database would answer for the numbers. */
const reader = (numbers: readonly number[]) => async (window: Window) => {
  const inside = numbers.filter(
    (n) => n > at(window.after, -1) && n < at(window.before, Number.MAX_SAFE_INTEGER),
  )
  return window.backward
    ? inside.slice(Math.max(0, inside.length - window.limit))
    : inside.slice(0, window.limit)
}

const page = (numbers: readonly number[], args: PageArguments) =>
  connect({
    list,
    window: windowOf(list, args, 20),
    read: reader(numbers),
    count: async () => numbers.length,
    positionOf: (n) => [String(n)],
  })

const range = (count: number) => Array.from({ length: count }, (_, n) => n)

describe('a connection', () => {
  it('is walked to the end in both directions, each row once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        async (count, size, backward) => {
          const seen: number[] = []
          let cursor: string | null = null
          for (;;) {
            const args: PageArguments = backward
              ? { last: size, before: cursor }
              : { first: size, after: cursor }
            const { nodes, pageInfo } = await page(range(count), args)
            if (backward) seen.unshift(...nodes)
            else seen.push(...nodes)
            const more = await (backward ? pageInfo.hasPreviousPage() : pageInfo.hasNextPage())
            // On the way, there is always something behind.
            expect(await (backward ? pageInfo.hasNextPage() : pageInfo.hasPreviousPage())).toBe(
              cursor !== null,
            )
            if (!more) break
            cursor = backward ? pageInfo.startCursor : pageInfo.endCursor
          }
          expect(seen).toEqual(range(count))
        },
      ),
    )
  })

  it('tells neighbours beyond its cursors also on an empty page', async () => {
    const [first, second] = (await page(range(2), { first: 2 })).edges
    const between = await page(range(2), { after: first?.cursor, before: second?.cursor })
    expect(between.nodes).toEqual([])
    expect(between.pageInfo.startCursor).toBeNull()
    expect(await between.pageInfo.hasNextPage()).toBe(true)
    expect(await between.pageInfo.hasPreviousPage()).toBe(true)
  })

  it('with first: 0 says only whether there is anything', async () => {
    const none = await page(range(3), { first: 0 })
    expect(none.nodes).toEqual([])
    expect(await none.pageInfo.hasNextPage()).toBe(true)
    expect(await page(range(0), { last: 0 }).then((empty) => empty.pageInfo.hasPreviousPage())).toBe(false)
  })

  it.each([
    [{ first: -1 }, /argument "first": -1 is not from 0 to 100/],
    [{ first: 100_000 }, /argument "first": 100000 is not from 0 to 100/],
    [{ last: 101 }, /argument "last": 101 is not from 0 to 100/],
    [{ first: 1, last: 2 }, /"first" and "last": 1 and 2 are both given/],
    [{ after: 'abc' }, /argument "after": "abc" is not a cursor/],
    [{ before: '' }, /argument "before": "" is not a cursor/],
  ])('refuses %j', (args, message) => {
    expect(() => windowOf(list, args, 20)).toThrow(message)
  })
})

describe('a cursor', () => {
  it('serves its own list only', async () => {
    const { edges } = await page(range(1), {})
    const cursor = edges[0]?.cursor ?? ''
    expect(decodeCursor(list, 'after', cursor)).toEqual(['0'])
    expect(() => decodeCursor({ ...list, name: 'letters' }, 'after', cursor)).toThrow(
      /of another list \("numbers"/,
    )
    expect(() => decodeCursor({ ...list, order: 'DESC' }, 'after', cursor)).toThrow(
      /by "ASC"\), not of numbers by DESC/,
    )
    expect(() => decodeCursor({ ...list, filter: 'odd' }, 'after', cursor)).toThrow(/with another filter/)
  })

  it('is refused in every form that we did not write', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (text) => {
          expect(() => decodeCursor(list, 'after', text)).toThrow(/argument "after"/)
        },
      ),
    )
  })
})
