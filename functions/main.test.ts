import { expect, test } from 'vitest'
import { Failure, type FailureCode } from '#domain/failure.ts'
import { settingDocs } from '#platform/setting-table.ts'
import { type Command, type CommandContext, heightOption } from './command.ts'
import { runCli } from './test-world.ts'

function command(run: (context: CommandContext) => Promise<number>): Command {
  return {
    name: 'index',
    summary: 'indexes',
    options: { once: { meaning: 'once' }, until: { value: 'HEIGHT', meaning: 'the last block' } },
    run,
  }
}

interface RunOptions {
  readonly env?: Record<string, string>
  readonly command?: Command
}

const run = (argv: string[], options: RunOptions = {}) =>
  runCli(argv, [options.command ?? command(async () => 0)], options.env).done

test('help names every command and every setting', async () => {
  const { code, out } = await run(['--help'])
  expect(code).toBe(0)
  expect(out).toContain('  index  indexes\n')
  for (const { name } of settingDocs) expect(out).toContain(`  ${name} `)
})

test('help of a command names its options, and does not run it', async () => {
  const failing = command(async () => {
    throw new Failure('INTERNAL', 'it ran')
  })
  const { code, out } = await run(['index', '--help'], { command: failing, env: { PORT: 'bad' } })
  expect(code).toBe(0)
  expect(out).toContain('--until HEIGHT  the last block')
})

test('version', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' })
})

test.each([
  [[], 'ipgw: a command is missing: index; see ipgw --help\n'],
  [['fly'], 'ipgw: "fly" is no command: index; see ipgw --help\n'],
  [['index', '--fast'], "ipgw: Unknown option '--fast'; see ipgw index --help\n"],
  [['index', '--until'], "ipgw: Option '--until <value>' argument missing; see ipgw index --help\n"],
  [['index', 'x'], "ipgw: Unexpected argument 'x'; see ipgw index --help\n"],
])('%j is bad usage: one line, exit 2', async (argv, err) => {
  const { code, err: said } = await run(argv)
  expect(code).toBe(2)
  expect(said.split('\n')).toHaveLength(2)
  expect(said).toBe(err)
})

test('a bad setting is one line that names it, its value and the rule, exit 2', async () => {
  expect(await run(['index'], { env: { PORT: '99999' } })).toEqual({
    code: 2,
    out: '',
    err: 'ipgw: PORT=99999: must be a whole number from 0 to 65535\n',
  })
})

test('options reach the command; its exit code is ours', async () => {
  const seen: unknown[] = []
  const echo = command(async ({ options, settings, print }) => {
    seen.push({ ...options }, settings.port)
    print('data')
    return 7
  })
  const { code, out } = await run(['index', '--once', '--until=5'], { command: echo, env: { PORT: '1' } })
  expect({ code, out }).toEqual({ code: 7, out: 'data\n' })
  expect(seen).toEqual([{ once: true, until: '5' }, 1])
})

test('operands are named, must be there, and reach the command', async () => {
  const seen: unknown[] = []
  const echo = {
    ...command(async ({ operands, readInput }) => {
      seen.push(operands, await readInput())
      return 0
    }),
    operands: { FROM: 'what is copied', TO: 'where to' },
  }
  expect((await run(['index', '--help'], { command: echo })).out).toContain(
    'Usage: ipgw index [options] FROM TO\n\n  FROM            what is copied\n',
  )
  expect(await run(['index', 'a'], { command: echo })).toMatchObject({
    code: 2,
    err: 'ipgw: TO is missing; see ipgw index --help\n',
  })
  const { done } = runCli(['index', '-', '--once', 'b'], [echo], {}, { stdin: 'text' })
  expect((await done).code).toBe(0)
  expect(seen).toEqual([{ FROM: '-', TO: 'b' }, 'text'])
})

test.each([
  [true, {}, true],
  [true, { NO_COLOR: '1' }, false],
  [false, {}, false],
])('colours: terminal %s, environment %j: %s', async (isTTY, env, expected) => {
  const seen: unknown[] = []
  const echo = command(async ({ color }) => seen.push(color) - 1)
  await runCli(['index'], [echo], env, { isTTY }).done
  expect(seen).toEqual([expected])
})

test.each<[FailureCode, number]>([
  ['BAD_USER_INPUT', 2],
  ['DRIFT', 3],
  ['ABORTED', 130],
  ['DATABASE_UNAVAILABLE', 1],
])('%s ends with %i', async (failure, code) => {
  const failing = command(async () => {
    throw new Failure(failure, 'why')
  })
  expect((await run(['index'], { command: failing })).code).toBe(code)
})

test('a signal aborts the scope, and what was deferred is closed', async () => {
  const told: string[] = []
  const waiting = command(async ({ scope }) => {
    scope.defer('it', () => void told.push('closed'))
    await new Promise((resolve) => scope.signal.addEventListener('abort', resolve))
    return 0
  })
  const { signals, done } = runCli(['index'], [waiting])
  signals.emit('SIGINT', 'SIGINT')
  const { code } = await done
  expect({ code, told }).toEqual({ code: 0, told: ['closed'] })
})

test('heights', () => {
  expect(heightOption({}, 'until')).toBeNull()
  expect(heightOption({ until: '12' }, 'until')).toBe(12)
  for (const bad of ['0', '-1', '1.5', 'tip', '', '9'.repeat(20)])
    expect(() => heightOption({ until: bad }, 'until')).toThrow(
      `--until=${bad}: must be a height, a whole number from 1`,
    )
})
