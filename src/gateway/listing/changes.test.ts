import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Change, type ChangeKind, changeKinds } from '#domain/change.ts'
import { changeId } from '#domain/past-changes.ts'
import { appendChanges } from '#store/append-changes.ts'
import { testAddress } from '#store/query/test-leases.ts'
import { inTransaction } from '#store/transaction.ts'
import { openTestGateway, type TestGateway } from '../test-gateway.ts'

const owners = [0, 1, 2].map((n) => testAddress(11, n))
const providers = [0, 1, 2, 3].map((n) => testAddress(12, n))

interface Made {
  readonly change: Change
  readonly owner: string | null
  readonly provider: string | null
  readonly dseq: string | null
}

/** The n-th change: of any kind; every seventh is a late correction of an earlier height. */
function make(n: number): Made {
  const kind = changeKinds[(n * 5) % changeKinds.length] ?? 'LEASE_CLOSED'
  const [owner = '', provider = '', dseq] = [owners[n % 3], providers[n % 4], String(n % 11)]
  const height = n % 7 === 0 ? Math.max(1, Math.floor(n / 3) - 5) : 1 + Math.floor(n / 3)
  const change = { kind, height, before: null, after: { n } }
  const order = `${owner}/${dseq}/1/1`
  if (kind.startsWith('PROVIDER_'))
    return { change: { ...change, subject: provider }, owner: null, provider, dseq: null }
  if (kind.startsWith('DEPLOYMENT_'))
    return { change: { ...change, subject: `${owner}/${dseq}` }, owner, provider: null, dseq }
  if (kind.startsWith('ORDER_')) return { change: { ...change, subject: order }, owner, provider: null, dseq }
  return { change: { ...change, subject: `${order}/${provider}/${n}` }, owner, provider, dseq }
}

const made = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => make(from + n))
/** As the feed holds them: each once. */
const unique = (all: readonly Made[]) => {
  const seen = new Map<string, Made>()
  for (const one of all) if (!seen.has(changeId(one.change))) seen.set(changeId(one.change), one)
  return [...seen.values()]
}
const FEED = unique(made(1, 400))

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
})
afterAll(() => gateway.end())
beforeEach(() => append(FEED))
afterEach(() => forget())

const append = (all: readonly Made[]) =>
  inTransaction(gateway.database.sql, (tx) =>
    appendChanges(
      tx,
      all.map(({ change }) => change),
    ),
  )
const forget = async () => {
  await gateway.database.sql`delete from change`
}

const query = `query ($filter: ChangeFilter, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  changes(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor } nodes { cursor kind height after } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

interface Node {
  readonly cursor: string
  readonly after: { readonly n: number }
}

async function page(variables: object) {
  const { data, errors } = await gateway.ask(query, variables)
  expect(errors).toBeUndefined()
  const nodes: Node[] = data.changes.nodes
  expect(data.changes.edges).toEqual(nodes.map(({ cursor }) => ({ cursor })))
  return {
    ns: nodes.map((node) => node.after.n),
    ...data.changes.pageInfo,
    cursors: nodes.map(({ cursor }) => cursor),
  }
}

/** The numbers of a walk to the end; `meanwhile` runs between two pages. */
async function walked(
  filter: object,
  backward: boolean,
  meanwhile: () => Promise<unknown> = async () => undefined,
) {
  const seen: number[] = []
  let cursor: string | null = null
  for (;;) {
    const at = backward ? { last: 23, before: cursor } : { first: 23, after: cursor }
    const { ns, hasNextPage, hasPreviousPage, startCursor, endCursor } = await page({ filter, ...at })
    seen.splice(backward ? 0 : seen.length, 0, ...ns)
    expect(backward ? hasNextPage : hasPreviousPage).toBe(cursor !== null)
    if (!(backward ? hasPreviousPage : hasNextPage)) return seen
    cursor = backward ? startCursor : endCursor
    await meanwhile()
  }
}

const numberOf = ({ change }: Made) => (change.after as { n: number }).n
const several: readonly ChangeKind[] = ['LEASE_CREATED', 'LEASE_CLOSED', 'PROVIDER_UPDATED']
const filters: readonly (readonly [object, (made: Made) => boolean])[] = [
  [{}, () => true],
  [{ kinds: ['BID_CREATED'] }, ({ change }) => change.kind === 'BID_CREATED'],
  [{ kinds: [...several, ...several] }, ({ change }) => several.includes(change.kind)],
  [{ kinds: changeKinds }, () => true],
  [{ kinds: [] }, () => false],
  [{ owner: owners[1] }, ({ owner }) => owner === owners[1]],
  [{ provider: providers[2] }, ({ provider }) => provider === providers[2]],
  [{ dseq: 4 }, ({ dseq }) => dseq === '4'],
  [{ kinds: several, dseq: '4' }, ({ change, dseq }) => several.includes(change.kind) && dseq === '4'],
  [
    { kinds: several, owner: owners[0], provider: providers[0] },
    ({ change, owner, provider }) =>
      several.includes(change.kind) && owner === owners[0] && provider === providers[0],
  ],
]

describe('the feed', () => {
  it.each(filters)('is read in its order, the same in both directions: %j', async (filter, meets) => {
    const wanted = FEED.filter(meets).map(numberOf)
    expect(await walked(filter, false)).toEqual(wanted)
    expect(await walked(filter, true)).toEqual(wanted)
    expect((await page({ filter })).ns).toEqual(wanted.slice(0, 100))
    expect((await page({ filter, last: 5 })).ns).toEqual(wanted.slice(-5))
  })

  it.each(filters.slice(0, 3))('is walked to its end while it grows: %j', async (filter, meets) => {
    let end = 400
    const grow = async () => {
      if (end >= 460) return
      await append(made(end + 1, end + 10))
      end += 10
    }
    const forward = await walked(filter, false, grow)
    expect(forward).toEqual(unique(made(1, end)).filter(meets).map(numberOf))
    await forget()
    await append(FEED)
    end = 400
    expect(await walked(filter, true, grow)).toEqual(FEED.filter(meets).map(numberOf))
  })

  it('goes on from the cursor of any filter, and of any change', async () => {
    const { cursors } = await page({ filter: { kinds: ['BID_CREATED'] }, first: 3 })
    const { ns } = await page({ filter: { kinds: ['BID_CREATED'] }, first: 3 })
    const at = FEED.findIndex((one) => numberOf(one) === ns[2])
    expect((await page({ after: cursors[2], first: 4 })).ns).toEqual(FEED.slice(at + 1, at + 5).map(numberOf))
    expect((await page({ before: cursors[2], last: 4 })).ns).toEqual(FEED.slice(at - 4, at).map(numberOf))
    const between = await page({ after: cursors[0], before: cursors[2], filter: { kinds: ['BID_CREATED'] } })
    expect(between.ns).toEqual([ns[1]])
  })

  it('is found again at its cursors when everything was indexed anew', async () => {
    const { cursors } = await page({ first: 100 })
    await forget()
    // The new feed begins later, so that every change has another number in it.
    const anew = unique(made(50, 400))
    await append(anew)
    const [position] = await gateway.database.sql`select position from change where after->>'n' = '80'`
    expect(position).toEqual({ position: anew.findIndex((one) => numberOf(one) === 80) + 1 })
    for (const at of [49, 50, 79, 99]) {
      const wanted = anew.map(numberOf)
      const index = wanted.indexOf(at + 1)
      expect((await page({ after: cursors[at], first: 7 })).ns).toEqual(wanted.slice(index + 1, index + 8))
      expect((await page({ before: cursors[at], last: 100 })).ns).toEqual(wanted.slice(0, index))
    }
  })

  it('goes on from the height of a change that it does not hold any more', async () => {
    const { cursors } = await page({ first: 100 })
    await forget()
    const anew = FEED.filter((one) => numberOf(one) % 4 !== 0)
    await append(anew)
    for (const gone of FEED.slice(0, 100).filter((one) => numberOf(one) % 4 === 0)) {
      const cursor = cursors[FEED.indexOf(gone)]
      const first = anew.findIndex(({ change }) => change.height >= gone.change.height)
      const wanted = anew.map(numberOf)
      expect((await page({ after: cursor, first: 7 })).ns).toEqual(wanted.slice(first, first + 7))
      expect((await page({ before: cursor, last: 100 })).ns).toEqual(wanted.slice(0, first))
    }
  })

  it('goes on behind everything from a height that it has not reached, and before nothing', async () => {
    const { cursors } = await page({ last: 1 })
    await forget()
    expect((await page({ after: cursors[0] })).ns).toEqual([])
    await append(FEED.slice(0, 30))
    const after = await page({ after: cursors[0] })
    expect([after.ns, after.hasPreviousPage]).toEqual([[], true])
    expect((await page({ before: cursors[0] })).ns).toEqual(FEED.slice(0, 30).map(numberOf))
    await append(made(900, 902))
    expect((await page({ after: cursors[0] })).ns).toEqual(
      made(900, 902)
        .filter((one) => one.change.height > 133)
        .map(numberOf),
    )
  })

  it('refuses a cursor of another list', async () => {
    const { errors } = await gateway.ask(query, {
      after: Buffer.from(JSON.stringify(['leases', 'CREATED_DESC', 'x', '1', 'k'])).toString('base64url'),
    })
    expect(errors?.[0]?.message).toMatch(
      /argument "after": .* is a cursor of another list \("leases" by "CREATED_DESC"\), not of changes by FEED/,
    )
    const malformed = Buffer.from(JSON.stringify(['changes', 'FEED', '', '1'])).toString('base64url')
    const { errors: others } = await gateway.ask(query, { before: malformed })
    expect(others?.[0]?.message).toMatch(/argument "before": .* is not a cursor that this gateway gave/)
    expect(others?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    expect((await gateway.ask(query, { first: 101 })).errors?.[0]?.message).toMatch(
      /"first": 101 is not from 0 to 100/,
    )
  })
})
