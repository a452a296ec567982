// Bundles the command line into dist/ipgw.js and GraphiQL into dist/graphiql/, with --bench the benches too. Packages stay outside: the checkout has them.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { buildGraphiql } from './console/build-graphiql.js'

const bench = {
  'bench/run': 'bench/run.ts',
  'bench/node': 'bench/node.ts',
  'bench/sender': 'bench/sender.ts',
}

const options = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
}

// Split, so that a command loads only what it needs.
const { metafile } = await build({
  ...options,
  entryPoints: { ipgw: 'functions/cli.ts' },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
})
for (const name of readdirSync('dist/chunks'))
  if (!(join('dist/chunks', name) in metafile.outputs)) rmSync(join('dist/chunks', name))
if (process.argv.includes('--bench')) await build({ ...options, entryPoints: bench })
await buildGraphiql('dist/graphiql')
