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
    testTimeout: 20_000,
  },
});
