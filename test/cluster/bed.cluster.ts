import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../contract/metallb/eventually.ts'
import { Lab } from '../contract/metallb/lab.ts'
import { type Cluster, openCluster, type ProgramName } from './bed.ts'

/** Command lines of the processes that say this directory in theirs. */
function processesOf(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => commandLineOf(pid).replaceAll('\0', ' '))
    .filter((line) => line.includes(directory))
}

/** Empty for one that ended meanwhile. */
function commandLineOf(pid: string): string {
  const path = `/proc/${pid}/cmdline`
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

const labOn = ({ config }: Cluster) =>
  new Lab({ config, version: '0.16.1', restartMetallb: async () => undefined })

describe('a cluster', () => {
  let cluster: Cluster
  let lab: Lab
  beforeAll(async () => {
    cluster = await openCluster({
      metallb: '0.16.1',
      controllerManager: true,
      pools: [{ name: 'default', addresses: ['192.0.2.8/29'] }],
    })
    lab = labOn(cluster)
    await lab.createNamespace('contract-a')
  })
  afterAll(async () => {
    await lab?.kube.close()
    await cluster?.stop()
  })

  it('gives a Service an address of its pool', async () => {
    await lab.has(await lab.create({ name: 'first' }), '192.0.2.8')
  })

  it.each<{ readonly names: readonly ProgramName[] }>([
    { names: ['metallb'] },
    { names: ['controller-manager'] },
    { names: ['apiserver'] },
    { names: ['etcd'] },
    { names: ['etcd', 'apiserver', 'metallb'] },
  ])('goes on where it was when $names is killed and started again', async ({ names }) => {
    const before = await lab.create({ name: `before-${names.join('-')}` })
    const address = await lab.address(before)
    for (const name of names) await cluster.kill(name)
    for (const name of names) cluster.start(name)
    await cluster.ready()
    expect(await lab.addresses(before)).toEqual([address])
    await lab.remove(before)
    await lab.address(await lab.create({ name: `after-${names.join('-')}`, ports: ['TCP/81'] }))
  })

  it("serves MetalLB's metrics to its administrator", async () => {
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
    const headers = { authorization: `Bearer ${cluster.config.token}` }
    const answer = await request(cluster.metallbMetricsUrl ?? '', { dispatcher, headers })
    expect(await answer.body.text()).toContain('metallb_allocator_addresses_total{pool="default"} 8')
    await dispatcher.close()
  })

  it('stands beside another one, which leaves nothing behind when it is stopped', async () => {
    const other = await openCluster({ metallb: '0.14.9' })
    const directory = dirname(other.kubeconfig)
    const otherLab = labOn(other)
    await otherLab.createNamespace('contract-a')
    await otherLab.has(await otherLab.create({ name: 'first' }), '198.51.100.0')
    expect(processesOf(directory)).toHaveLength(5)
    await otherLab.kube.close()
    await other.stop()
    expect(processesOf(directory)).toEqual([])
    expect(existsSync(directory)).toBe(false)
    await cluster.ready()
  })
})

it('leaves nothing behind when its process is killed', async () => {
  const program = resolve('dist', 'test', `cluster-${process.pid}.mjs`)
  const entryPoints = ['test/cluster/cluster-process.ts']
  await build({
    entryPoints,
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  const child = fork(program)
  const [kubeconfig] = await once(child, 'message')
  const directory = dirname(String(kubeconfig))
  expect(processesOf(directory)).toHaveLength(6)
  child.kill('SIGKILL')
  await eventually(
    async () => [...processesOf(directory), ...(existsSync(directory) ? [directory] : [])],
    (left) => expect(left).toEqual([]),
  )
  rmSync(program)
})

it('says what is missing where there is no Go, and fails', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'ipgw-no-go-'))
  const command = ['node_modules/vitest/vitest.mjs', 'run', '-c', 'vitest.cluster.config.ts']
  const env = { ...process.env, PATH: cache, IPGW_CLUSTER_CACHE: cache, VITEST: undefined }
  const child = execFile(process.execPath, command, { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => {
      output += text
    })
  const [code] = await once(child, 'close')
  expect(output).toContain('The test cluster needs Go 1.25 or newer on PATH to build its programs')
  expect(code).toBeGreaterThan(0)
  rmSync(cache, { recursive: true })
})
