// Bundles the command line into dist/ipgw.js and GraphiQL into dist/graphiql/, with --bench the benches too. Packages stay outside: the checkout has them.
import { build } from 'esbuild'
import { buildGraphiql } from './console/build-graphiql.js'

const bench = {
  'bench/run': 'bench/run.ts',
  'bench/node': 'bench/node.ts',
  'bench/sender': 'bench/sender.ts',
}

await build({
  entryPoints: { ipgw: 'functions/cli.ts', ...(process.argv.includes('--bench') ? bench : {}) },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
})
await buildGraphiql('dist/graphiql')
