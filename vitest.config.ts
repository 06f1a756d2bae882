import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    {
      name: 'markdown-as-text',
      transform: (text, id) => (id.endsWith('.md') ? `export default ${JSON.stringify(text)};` : undefined),
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/{rig,integration,e2e,screenshots}/**', 'test/webview/**', 'test/real-clis/**', 'test/whole/**'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    // A shared machine may stand still for longer than a test has patience; a second failure is one.
    hookTimeout: 60_000,
    retry: process.env['CI'] ? 1 : 0,
  },
});
