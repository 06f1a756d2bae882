import { defineConfig } from 'vitest/config';

/** The real CLIs, installed from npm (0.9 GB): `npm run real-clis`. */
export default defineConfig({
  test: {
    include: ['test/real-clis/**/*.test.ts'],
    globalSetup: 'test/real-clis/install.ts',
    maxWorkers: 1,
    testTimeout: 240_000,
  },
});
