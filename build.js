// Bundles the command line into dist/ipgw.js. Packages stay outside: the checkout has them anyway.
import { build } from 'esbuild'

await build({
  entryPoints: { ipgw: 'functions/cli.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
})
