import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '#platform/free-port.ts'

/**
 * The README's commands, run as they stand there in a copy of what git tracks: a newcomer's first minute.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(
  (match) => match[1] ?? '',
)
const [commands = '', question = ''] = blocks
const startCommand = commands.split('\n')[0] ?? ''

let checkout: string
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'ipgw-readme-'))
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean)
  for (const path of tracked) cpSync(join(root, path), join(checkout, path))
  execFileSync('sh', ['-c', startCommand.split('&&')[0] ?? ''], { cwd: checkout, stdio: 'ignore' })
}, 300_000)
afterAll(() => rmSync(checkout, { recursive: true, force: true }), 300_000)

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<void>
  output(): string
}

function start(port: number): Running {
  const command = startCommand.split('&&')[1] ?? ''
  const child = spawn('sh', ['-c', `exec ${command.trim()}`], {
    cwd: checkout,
    env: { ...process.env, PORT: String(port) },
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  return { child, ended, output: () => output }
}

const ask = (port: number) => {
  const command = question.replaceAll('localhost:4000', `127.0.0.1:${port}`)
  return JSON.parse(execFileSync('sh', ['-c', command], { encoding: 'utf8' }))
}

async function untilReady(port: number, limitMs: number): Promise<number> {
  const startMs = performance.now()
  while (performance.now() - startMs < limitMs) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    if (answer?.ok) return performance.now() - startMs
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new TypeError(`not ready within ${limitMs} ms`)
}

/**
 * Ctrl-C in a terminal reaches the whole group. npm's own exit code says only that its shell was interrupted; what
 * counts is that nobody listens and that Postgres was stopped, which then takes its pid file away.
 */
async function interrupt({ child, ended }: Running, port: number): Promise<void> {
  process.kill(-(child.pid ?? 0), 'SIGINT')
  await ended
  await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow()
  const left = execFileSync('find', ['.data', '-name', 'postmaster.pid'], { cwd: checkout, encoding: 'utf8' })
  expect(left).toBe('')
}

describe('the README', () => {
  it('starts with one sentence and two commands', () => {
    expect(commands.trim().split('\n')).toEqual(['npm ci && npm start', 'npm ci && npm test'])
  })

  it('starts everything within 30 s, shows leases, ends on Ctrl-C and goes on at the second start', async () => {
    const port = await freePort()
    const first = start(port)
    await untilReady(port, 30_000)
    const before = ask(port)
    expect(before.data.network.phase).toBe('LIVE')
    expect(before.data.leases.nodes.length).toBeGreaterThan(0)
    expect(first.output()).toContain('CHAIN_RPC_URLS')
    await interrupt(first, port)

    const second = start(port)
    await untilReady(port, 30_000)
    const after = ask(port)
    expect(Number(after.data.network.indexedHeight)).toBeGreaterThanOrEqual(
      Number(before.data.network.indexedHeight),
    )
    await interrupt(second, port)
    expect(second.output()).not.toContain('"level":"error"')
  }, 120_000)

  it('links to pages that exist', () => {
    const links = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\(([^)#:]+)\)/g)].map(
      (match) => match[1] ?? '',
    )
    expect(links.length).toBeGreaterThan(5)
    for (const link of links)
      expect(
        () =>
          execFileSync('git', ['ls-files', '--error-unmatch', link.replace(/\/$/, '')], {
            cwd: root,
            stdio: 'ignore',
          }),
        link,
      ).not.toThrow()
  })
})
