import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestBed, type TestBed, testPolicy } from '#agent/test-agent.ts'
import { leaseOf } from '#agent/test-cluster.ts'
import { freePort } from '#platform/free-port.ts'
import { runCli } from '../test-world.ts'
import { agentCommand } from './agent.ts'
import { agentPoolCommands } from './agent-pool.ts'
import { agentStatusCommand } from './agent-status.ts'

const commands = [agentCommand, agentStatusCommand, ...agentPoolCommands]
const lease = leaseOf(1)
let bed: TestBed
let folder: string
let env: Record<string, string>

beforeAll(async () => {
  bed = await openTestBed()
  folder = mkdtempSync(join(tmpdir(), 'ipgw-agent-'))
  const { server, token } = bed.cluster.config
  const kubeconfig = {
    'current-context': 'dev',
    contexts: [{ name: 'dev', context: { cluster: 'dev', user: 'dev' } }],
    clusters: [{ name: 'dev', cluster: { server } }],
    users: [{ name: 'dev', user: { token } }],
  }
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig))
  env = {
    KUBECONFIG: join(folder, 'kubeconfig'),
    DATA_DIR: folder,
    PROVIDER: testPolicy.provider,
    AGENT_LISTEN: `127.0.0.1:${await freePort()}`,
    LOG_FORMAT: 'json',
  }
})
afterAll(async () => {
  await bed.close()
  rmSync(folder, { recursive: true })
})

const run = (...argv: string[]) => runCli(argv, commands, env).done

describe('ipgw agent', () => {
  test('leases, answers the stock provider, shows its status, and ends in order', async () => {
    bed.addNamespace(lease)
    bed.addPlip({ lease })
    const { signals, done, err } = runCli(['agent'], commands, env)
    await expect.poll(() => bed.portsOf(lease), { timeout: 20_000 }).toEqual({ 'TCP/80': '198.51.100.0' })
    await expect
      .poll(async () => (await run('agent', 'status')).out, { timeout: 20_000 })
      .toMatch(/^ {2}198\.51\.100\.0 +assigned/m)
    const url = `http://${env.AGENT_LISTEN}`
    expect(await (await fetch(`${url}/usage`)).json()).toEqual({ Available: 16, InUse: 1 })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
      /ipgw_agent_api_writes_total\{verb="create"\} [1-9]/,
    )
    const { code, out } = await run('agent', 'status', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ snapshot: { holdings: [{ address: '198.51.100.0' }] } })
    signals.emit('SIGTERM', 'SIGTERM')
    expect((await done).code).toBe(0)
    expect(err()).toContain('no address is ever released')
    expect(err()).not.toMatch(/"level":"(error|fatal)"/)
  }, 60_000)

  test('without an agent the status says so', async () => {
    expect(await run('agent', 'status', '--url', 'http://127.0.0.1:1')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^ipgw: 127\.0\.0\.1:1 did not answer/),
    })
    expect(await run('agent', 'status', '--url', 'ftp://a')).toMatchObject({
      code: 2,
      err: 'ipgw: --url=ftp://a: must be an http or https URL\n',
    })
  })

  test.each([
    [{ PROVIDER: '' }, 'ipgw: PROVIDER is not set'],
    [{ PROVIDER: 'akash1rk090a6mq9gvm0h6ljf8kz8mrxglwwxsk4srxx' }, 'ipgw: PROVIDER=akash1rk090'],
    [{ KUBECONFIG: '/nowhere/config' }, 'ipgw: cannot read the kubeconfig /nowhere/config'],
    [{ CRASH_AT: 'commit:after:1' }, 'ipgw: CRASH_AT=commit:after: must be one of write:before'],
    [
      { METALLB_METRICS_URL: 'https://m', METALLB_METRICS_CA_FILE: '/nowhere/ca' },
      'ipgw: METALLB_METRICS_CA_FILE=/nowhere/ca: the file cannot be read',
    ],
  ])('%j is a bad setting: one line, exit 2', async (bad, words) => {
    const { code, err } = await runCli(['agent'], commands, { ...env, ...bad }).done
    expect(code).toBe(2)
    expect(err.split('\n').filter((line) => !line.startsWith('{'))).toEqual([
      expect.stringContaining(words),
      '',
    ])
  })
})

describe('ipgw agent pool', () => {
  test('shows pools, and edits them by the guard', async () => {
    bed.words.clear()
    expect((await run('agent', 'pool', 'list')).out).toMatch(
      /^default +16 +1 +0 +0 +15 +198\.51\.100\.0\/28 +-$/m,
    )
    expect(await run('agent', 'pool', 'edit', 'default', '--addresses', '198.51.100.8/29')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^ipgw: pool "default": 198\.51\.100\.0 is held by .*; an address in use cannot/,
      ),
    })
    expect((await run('agent', 'pool', 'edit', 'default', '--auto-assign', 'off')).code).toBe(0)
    expect((await run('agent', 'pool', 'list')).out).toContain('198.51.100.0/28 by name only')
    expect((await run('agent', 'pool', 'create', 'more', '--addresses', '203.0.113.0/30')).code).toBe(0)
    expect((await run('agent', 'pool', 'delete', 'default')).code).toBe(1)
    expect((await run('agent', 'pool', 'delete', 'more')).code).toBe(0)
    expect(await run('agent', 'pool', 'delete', 'more')).toMatchObject({
      code: 1,
      err: 'ipgw: there is no pool "more"\n',
    })
  }, 60_000)

  test('cordons, and takes it back', async () => {
    expect((await run('agent', 'pool', 'cordon', 'default', '198.51.100.8/30')).out).toBe(
      'cordoned: 198.51.100.8/30\n',
    )
    const { out } = await run('agent', 'pool', 'list', '--json')
    expect(JSON.parse(out)).toMatchObject([{ name: 'default', cordoned: '4' }])
    expect((await run('agent', 'pool', 'uncordon', 'default', '198.51.100.8/30')).out).toBe(
      'nothing is cordoned\n',
    )
  }, 60_000)

  test.each([
    [
      ['agent', 'pool', 'edit', 'default'],
      'nothing to change: name --addresses, --auto-assign or --avoid-buggy-ips',
    ],
    [
      ['agent', 'pool', 'edit', 'default', '--auto-assign', 'maybe'],
      '--auto-assign=maybe: must be on or off',
    ],
    [['agent', 'pool', 'edit'], 'NAME is missing; see ipgw agent pool edit --help'],
    [['agent', 'fly'], "Unexpected argument 'fly'; see ipgw agent --help"],
  ])('%j is bad usage', async (argv, words) => {
    expect(await run(...argv)).toMatchObject({ code: 2, err: `ipgw: ${words}\n` })
  })
})
