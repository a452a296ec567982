import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'esbuild'

/** The command line as bin/ipgw.js runs it, bundled from the sources as they are. */
export interface Program {
  /** Absolute. */
  readonly path: string
  remove(): void
}

/** Bundles as build.js does, into a file of its own: several test files do this at once. */
export async function buildProgram(): Promise<Program> {
  const path = resolve('dist', 'test', `chaos-${process.pid}-${performance.now()}.mjs`)
  await build({
    entryPoints: ['functions/cli.ts'],
    outfile: path,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
  })
  return { path, remove: () => rmSync(path, { force: true }) }
}
