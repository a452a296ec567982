import { defineConfig } from 'vitest/config'

/** Tests against real Kubernetes and MetalLB: `npm run test:cluster`. */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.cluster.ts'],
    globalSetup: ['test/cluster/global-programs.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // A cluster keeps a core busy.
    maxWorkers: 2,
    // As in vitest.config.ts.
    retry: process.env.CI ? 1 : 0,
  },
})
