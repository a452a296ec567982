import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Change, type ChangeKind, changeKinds } from '#domain/change.ts'
import { feedCursor } from '#gateway/listing/changes.ts'
import { commit } from '#store/commit.ts'
import { type MigratedDatabase, openTestDatabase } from '#store/test-database.ts'
import { bidId, commitAt, hashAt, owner, provider } from '#store/test-records.ts'
import { runCli } from '../test-world.ts'
import { tailCommand } from './tail.ts'

const CHAIN_ID = 'tail-1'
const leaseSubject = `${owner}/7/1/1/${provider}/${bidId.bseq}`
let database: MigratedDatabase
let height = 0
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const subjectOf = (kind: ChangeKind, dseq: number) => {
  if (kind.startsWith('PROVIDER_')) return provider
  if (kind.startsWith('DEPLOYMENT_')) return `${owner}/${dseq}`
  return kind.startsWith('ORDER_') ? `${owner}/${dseq}/1/1` : `${owner}/${dseq}/1/1/${provider}/0`
}
const changeAt = (kind: ChangeKind, at: number, dseq = 7): Change => ({
  kind,
  subject: subjectOf(kind, dseq),
  height: at,
  before: null,
  after: { state: 'NEW' },
})

/** The next block, with these kinds of change in it. */
async function block(...kinds: readonly ChangeKind[]): Promise<readonly Change[]> {
  height++
  const changes = kinds.map((kind) => changeAt(kind, height))
  const time = new Date(Date.UTC(2026, 0, 2, 3, 4, height))
  const blocks = [{ height, hash: hashAt(height), time }]
  await commit(database.sql, commitAt(height, { changes, blocks }), { chainId: CHAIN_ID, epoch: 0 })
  return changes
}

const start = (...argv: string[]) =>
  runCli(['tail', ...argv], [tailCommand], {
    NETWORK: 'custom',
    CHAIN_ID,
    CHAIN_RPC_URLS: 'http://127.0.0.1:1',
    DATABASE_URL: database.url,
    LOG_FORMAT: 'json',
  })
const lines = (running: ReturnType<typeof start>) => running.out().split('\n').filter(Boolean)

/** Waits for lines and ends it, as Ctrl-C does. */
async function read(count: number, ...argv: string[]): Promise<readonly string[]> {
  const running = start(...argv)
  await expect.poll(() => lines(running).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count)
  return await stop(running)
}
async function stop(running: ReturnType<typeof start>): Promise<readonly string[]> {
  running.signals.emit('SIGINT', 'SIGINT')
  const { code, err } = await running.done
  expect({ code, fatal: /"level":"(fatal|error)"/.test(err) }).toEqual({ code: 0, fatal: false })
  return lines(running)
}
/** Until it has looked for the first time and found nothing more. */
const waits = (running: ReturnType<typeof start>) =>
  expect
    .poll(
      async () => {
        const [row] = await database.sql<{ count: number }[]>`
        select count(*) as count from pg_stat_activity
        where datname = current_database() and application_name = 'ipgw tail' and state = 'idle'
            and query like '%with head as%'`
        return (row?.count ?? 0) > 0 || running.err()
      },
      { timeout: 10_000 },
    )
    .toBe(true)

test('from now on: what is there is not shown, what comes is', async () => {
  await block('LEASE_CREATED')
  const running = start()
  await waits(running)
  await block('LEASE_CLOSED', 'ORDER_CLOSED')
  await expect.poll(() => lines(running).length, { timeout: 10_000 }).toBe(2)
  expect(await stop(running)).toEqual([
    '2026-01-02T03:04:02Z          2  LEASE_CLOSED           akash1qqq…dc78/7/1/1/0  by akash1qyq…ve5x',
    '2026-01-02T03:04:02Z          2  ORDER_CLOSED           akash1qqq…dc78/7/1/1',
  ])
})

test('--json is what GraphQL says, one object a line', async () => {
  const [line = ''] = await read(1, '--json', '--last', '1', '--kinds', 'lease_closed')
  expect(JSON.parse(line)).toEqual({
    id: expect.any(String),
    cursor: Buffer.from(JSON.stringify(['changes', 'FEED', '', '2', 'LEASE_CLOSED', leaseSubject])).toString(
      'base64url',
    ),
    kind: 'LEASE_CLOSED',
    at: '2026-01-02T03:04:02.000Z',
    height: '2',
    subject: leaseSubject,
    before: null,
    after: { state: 'NEW' },
  })
})

test('--after goes on behind a change, and --last counts what the filters let through', async () => {
  await block(...changeKinds)
  const kinds = (found: readonly string[]) => found.map((line) => JSON.parse(line).kind)
  const cursor = feedCursor(changeAt('DEPLOYMENT_CREATED', 3))
  expect(kinds(await read(10, '--json', '--after', cursor))).toEqual(changeKinds.slice(3))
  expect(kinds(await read(3, '--json', '--last', '3', '--owner', owner))).toEqual(changeKinds.slice(-3))
  const ofProvider = await read(2, '--json', '--last', '2', '--provider', provider)
  expect(kinds(ofProvider)).toEqual(['LEASE_CLOSED', 'BID_CLOSED'])
  expect(
    kinds(await read(2, '--json', '--last', '9', '--kinds', 'PROVIDER_CREATED,PROVIDER_UPDATED')),
  ).toEqual(['PROVIDER_CREATED', 'PROVIDER_UPDATED'])
})

test('a filter that nothing meets shows nothing', async () => {
  const running = start('--last', '100', '--owner', provider)
  await waits(running)
  await block('LEASE_CREATED')
  expect(await stop(running)).toEqual([])
})

test('while its connections are cut again and again, nothing is missed and nothing comes twice', async () => {
  const running = start('--json')
  await waits(running)
  const expected: string[] = []
  for (let round = 0; round < 15; round++) {
    expected.push(...(await block('ORDER_CREATED', 'BID_CREATED')).map(feedCursor))
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'ipgw tail%'`
    expected.push(...(await block('LEASE_CREATED')).map(feedCursor))
    await new Promise((resolve) => setTimeout(resolve, 120))
  }
  const cursors = () => lines(running).map((line) => JSON.parse(line).cursor)
  await expect.poll(() => cursors().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(expected.length)
  await stop(running)
  expect(cursors()).toEqual(expected)
}, 60_000)

test('a feed that was built anew is gone on with from the height that was seen', async () => {
  const running = start('--json')
  await waits(running)
  const [seen] = await block('LEASE_CREATED')
  await expect.poll(() => lines(running).length, { timeout: 10_000 }).toBe(1)
  // As after an index that began later: other positions, and the change that was seen last is not there.
  await database.sql.unsafe(`
    delete from change where height <= 2 or height = ${seen?.height};
    update change set position = position + 1000000;
    update change set position = n.nth
    from (select position, row_number() over (order by position) as nth from change) n
    where change.position = n.position`)
  const [next] = await block('LEASE_CLOSED')
  await expect.poll(() => lines(running).length, { timeout: 10_000 }).toBe(2)
  const shown = (await stop(running)).map((line) => JSON.parse(line).cursor)
  expect(shown).toEqual([seen, next].map((change) => change && feedCursor(change)))
  expect(running.err()).toContain('built anew')
})

test.each([
  [['--kinds', 'LEASE_CREATED,FLY'], '--kinds: "FLY" is none of PROVIDER_CREATED, '],
  [['--provider', 'akash1x'], '--provider: "akash1x" is not an Akash address: '],
  [['--owner', ''], '--owner: "" is not an Akash address: '],
  [['--after', 'abc'], '--after=abc: must be a cursor of the feed'],
  [
    ['--after', Buffer.from('["leases","FEED","","1","LEASE_CREATED","x"]').toString('base64url')],
    '--after=',
  ],
  [['--last', '-1'], "Option '--last' argument is ambiguous"],
  [['--last', '1e9'], '--last=1e9: must be a whole number from 0 to 100000'],
  [['--last', '1', '--after', 'abc'], '--after and --last: '],
])('%j is one clear line, exit 2', async (argv, said) => {
  const { code, err } = await start(...argv).done
  expect(code).toBe(2)
  expect(err).toContain(`ipgw: ${said}`)
  expect(err.trim().split('\n')).toHaveLength(1)
})
