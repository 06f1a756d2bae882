import { defineConfig } from 'vitest/config';

/** One VS Code at a time, each test with one of its own. */
export default defineConfig({
  test: {
    include: ['test/vscode/{rig,e2e}/**/*.test.ts'],
    globalSetup: 'test/vscode/rig/global-setup.ts',
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    // A shared machine may stand still for longer than a test has patience; a second failure is one.
    retry: process.env['CI'] ? 1 : 0,
    hookTimeout: 180_000,
  },
});
