import { defineConfig } from 'vitest/config';

/** The dashboard, as it ships, in a real Chromium: `npx vitest run --config vitest.webview.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/webview/**/*.test.ts'],
    globalSetup: ['test/webview/harness/build.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
