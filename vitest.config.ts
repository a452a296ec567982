import { defineConfig } from 'vitest/config'

export default defineConfig({
  // As in production, where Apollo and we share one copy: vite would give us the ES module and Apollo the other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['src/**/*.test.ts', 'functions/**/*.test.ts', 'test/**/*.test.ts', 'console/**/*.test.ts'],
    globalSetup: ['test/global-postgres.ts'],
    testTimeout: 30_000,
    // Some tests start, kill and freeze real processes on a shared machine; one that passes only at the second try
    // is marked as retried in the output, and deserves a look.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
    // Two cores carry the tests, their Postgres and their nodes.
    maxWorkers: 2,
    // Tests that say `concurrent` wait for timers, not for a core.
    maxConcurrency: 14,
  },
})
