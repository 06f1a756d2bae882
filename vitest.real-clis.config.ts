import { defineConfig } from 'vitest/config';

/** The real CLIs, installed from npm (0.9 GB): `npx vitest run --config vitest.real-clis.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/real-clis/**/*.test.ts'],
    globalSetup: 'test/real-clis/install.ts',
    maxWorkers: 1,
    testTimeout: 240_000,
  },
});
