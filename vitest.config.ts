import { defineConfig } from 'vitest/config'

const report = process.env.COUNTERSIGN_TEST_REPORT

// Two projects: `check` needs no database and runs in seconds; `test` is all the rest, on a real PostgreSQL.
export default defineConfig({
  test: {
    reporters: report ? ['default', 'json'] : ['default'],
    ...(report ? { outputFile: { json: report } } : {}),
    projects: [
      {
        test: {
          name: 'check',
          include: ['test/architecture.test.ts', 'test/docs.test.ts'],
        },
      },
      {
        test: {
          name: 'test',
          include: ['test/**/*.test.ts'],
          exclude: ['test/architecture.test.ts', 'test/docs.test.ts'],
          globalSetup: ['test/support/postgres.ts'],
          setupFiles: ['test/support/no-console-error.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          pool: 'forks',
          maxWorkers: 2,
          // Modules are read once in a process, not once in a file; no test changes what it imports.
          isolate: false,
        },
      },
    ],
  },
})
