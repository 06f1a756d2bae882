import { defineConfig } from 'vitest/config';

/** The dashboard, as it ships, in a real Chromium: `npx vitest run --config vitest.webview.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/webview/**/*.test.ts'],
    globalSetup: ['test/webview/harness/build.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    // A shared machine may stand still for longer than a test has patience; a second failure is one.
    retry: process.env['CI'] ? 1 : 0,
    hookTimeout: 60_000,
  },
});
