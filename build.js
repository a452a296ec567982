// Bundles the command line into dist/ipgw.js, with --bench the benches too. Packages stay outside: the checkout has them.
import { build } from 'esbuild'

const bench = { 'bench/run': 'bench/run.ts', 'bench/node': 'bench/node.ts' }

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
