import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const recipe = readFileSync(join(root, 'infra/agent/Dockerfile'), 'utf8')

/** The JSON list behind an instruction. */
function listOf(instruction: string): string[] {
  const [, text = '[]'] = new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(recipe) ?? []
  return JSON.parse(text)
}

/** What the first stage has of the checkout. */
const copied = (recipe.split(/^FROM /m)[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('COPY '))
  .flatMap((line) => line.split(' ').slice(1, -1))

describe('the image of the agent', () => {
  it('has a command line that runs', () => {
    const [file = '', ...args] = [...listOf('ENTRYPOINT'), ...listOf('CMD'), '--help']
    const help = execFileSync(file, args, { cwd: root, encoding: 'utf8' })
    expect(help).toContain('ipgw agent')
    expect(help).toContain('QUARANTINE')
  })

  it('is built from everything that the command line is made of', async () => {
    const { metafile } = await build({
      entryPoints: [join(root, 'functions/cli.ts')],
      absWorkingDir: root,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      metafile: true,
      write: false,
    })
    const sources = new Set(Object.keys(metafile.inputs).map((path) => path.split('/')[0] ?? ''))
    expect([...sources].filter((folder) => !copied.includes(folder))).toEqual([])
    expect(copied).toContain('build.js')
  })

  it('runs as nobody special, and on the Node that the project asks for', () => {
    expect(recipe).toMatch(/^USER node$/m)
    const bases = [...recipe.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
    expect(new Set(bases)).toEqual(new Set(['node:20.20-slim']))
  })
})
