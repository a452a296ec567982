import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/**
 * The law of the house (docs/ARCHITECTURE.md): which room may import which room and which package, and what
 * pure code must not know. Written as a function over sources, so that planted violations show that it sees.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..')

interface Law {
  readonly rooms: readonly string[]
  readonly packages: readonly string[]
}

const laws: Readonly<Record<string, Law>> = {
  domain: { rooms: [], packages: ['@cosmjs/encoding'] },
  // `domain/failure` is the one meaning that mechanism shares: every error of the project is a Failure.
  platform: {
    rooms: ['domain/failure'],
    packages: ['pino', 'pino-pretty', 'prom-client', 'zod', 'undici', 'cli-progress', 'postgres'],
  },
  chain: {
    rooms: ['domain', 'platform'],
    packages: ['@bufbuild/protobuf', '@cosmjs/encoding', '@cosmjs/tendermint-rpc', 'ws'],
  },
  projector: { rooms: ['domain'], packages: [] },
  store: { rooms: ['domain', 'platform'], packages: ['drizzle-orm', 'postgres'] },
  gateway: {
    rooms: ['domain', 'store', 'platform'],
    packages: [
      '@apollo/server',
      '@graphql-tools/schema',
      'graphql',
      'hono',
      '@hono/node-server',
      'dataloader',
      'lru-cache',
      'prom-client',
    ],
  },
  agent: {
    rooms: ['domain', 'platform'],
    packages: ['@kubernetes/client-node', 'undici', 'hono', '@hono/node-server', 'prom-client'],
  },
  devnet: {
    rooms: ['domain', 'chain/wire', 'platform'],
    packages: ['@bufbuild/protobuf', '@cosmjs/encoding', 'hono', '@hono/node-server', 'ws'],
  },
}

/** Files and folders that decide and never act: no clock, dice, environment, timers or IO. */
const pure = [
  /^src\/domain\//,
  /^src\/chain\/decode\//,
  /^src\/chain\/wire\//,
  /^src\/projector\/fold\//,
  /^src\/agent\/(model|stock|object|pool|observe|plan)\//,
]
const impure = [
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bMath\.random\(/,
  /\bprocess\./,
  /\bsetTimeout\(/,
  /\bsetInterval\(/,
  /\bfetch\(/,
  /from 'node:(?!(crypto|buffer)')/,
]
const forbiddenFolders = ['utils', 'util', 'lib', 'common', 'types', 'interfaces', 'helpers']

const importPattern =
  /^(?:import|export)\b[^;'"]*\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

function violations(path: string, source: string): string[] {
  const [, room = ''] = path.split('/')
  const law = laws[room]
  if (law === undefined) return [`${path}: ${room} is not a room`]
  const specifiers = [...source.matchAll(importPattern)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  )
  const isTest = /\.(test|test-.*)\.ts$/.test(path) || /\/test-[^/]+\.ts$/.test(path)
  const broken = specifiers.flatMap((specifier) => brokenRule(path, specifier, law, isTest))
  if (isTest || path.includes('.generated.') || path.includes('/generated/')) return broken
  if (/throw new Error\(/.test(source)) broken.push(`${path}: throws a bare Error`)
  if (/import\(\s*[^'"\s]/.test(source)) broken.push(`${path}: imports a variable`)
  if (pure.some((pattern) => pattern.test(path)))
    for (const pattern of impure)
      if (pattern.test(source)) broken.push(`${path}: pure code uses ${pattern.source}`)
  return broken
}

function brokenRule(path: string, specifier: string, law: Law, isTest: boolean): string[] {
  if (specifier.startsWith('#')) {
    const target = specifier.slice(1).replace(/\.ts$/, '')
    const own = path.split('/')[1] ?? ''
    if (target.startsWith(`${own}/`)) return [`${path}: reaches its own room by ${specifier}`]
    return isTest || law.rooms.some((room) => target === room || target.startsWith(`${room}/`))
      ? []
      : [`${path}: may not import ${specifier}`]
  }
  if (specifier.startsWith('.')) {
    const room = path.split('/').slice(0, 2).join('/')
    return join(dirname(path), specifier).startsWith(`${room}/`)
      ? []
      : [`${path}: leaves its room by ${specifier}`]
  }
  if (specifier.startsWith('node:') || isTest) return []
  return law.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))
    ? []
    : [`${path}: may not import the package ${specifier}`]
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

describe('the law of the house', () => {
  it('is kept by every file', () => {
    const found = sources(join(root, 'src')).flatMap((path) =>
      violations(path, readFileSync(join(root, path), 'utf8')),
    )
    expect(found).toEqual([])
  })

  it('knows no drawer folders and no barrels', () => {
    const paths = [...sources(join(root, 'src')), ...sources(join(root, 'functions'))]
    expect(paths.filter((path) => path.split('/').some((part) => forbiddenFolders.includes(part)))).toEqual(
      [],
    )
    expect(paths.filter((path) => path.endsWith('/index.ts'))).toEqual([])
  })

  it.each([
    ['another room', 'src/domain/x.ts', "import { a } from '#store/a.ts'"],
    ['a room that it may not import', 'src/gateway/x.ts', "import { a } from '#chain/source.ts'"],
    ['a wall climbed', 'src/store/x.ts', "import { a } from '../domain/ids.ts'"],
    ['a foreign package', 'src/projector/x.ts', "import postgres from 'postgres'"],
    ['a clock in pure code', 'src/domain/x.ts', 'export const now = () => Date.now()'],
    ['a bare error', 'src/store/x.ts', "throw new Error('x')"],
    ['a folder that is no room', 'src/misc/x.ts', ''],
    ['more of platform than its door', 'src/platform/x.ts', "import { a } from '#domain/ids.ts'"],
    ['more of chain than its wire', 'src/devnet/x.ts', "import { a } from '#chain/source.ts'"],
  ])('sees %s', (_name, path, source) => {
    expect(violations(path, source)).toHaveLength(1)
  })
})
