import { defineConfig } from 'vitest/config';

/** The built command line from the outside: real git, real processes, real HTTP; one test at a time. */
export default defineConfig({
  test: {
    include: ['test/whole/**/*.test.ts'],
    globalSetup: 'test/whole/rig/build.ts',
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    // A shared machine may stand still for longer than a test has patience; a second failure is one.
    retry: process.env['CI'] ? 1 : 0,
    hookTimeout: 120_000,
  },
});
