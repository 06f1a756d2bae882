import { defineConfig } from 'vitest/config';

/** One VS Code at a time, each test with one of its own. */
export default defineConfig({
  test: {
    include: ['test/vscode/{rig,e2e}/**/*.test.ts'],
    globalSetup: 'test/vscode/rig/global-setup.ts',
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
