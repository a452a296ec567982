import { defineConfig } from 'vitest/config'

export default defineConfig({
  // As in production, where Apollo and we share one copy: vite would give us the ES module and Apollo the other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['src/**/*.test.ts', 'functions/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/global-postgres.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores carry the tests, their Postgres and their nodes.
    maxWorkers: 2,
  },
})
