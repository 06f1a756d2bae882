import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handOver } from '../../src/vscode/hand-over.ts';
import { until } from '../support/until.ts';
import { inMemoryRun } from './in-memory-runs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baro-hand-over-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a run is handed to a process of its own that gets its keys where nobody can read them', async () => {
  const cli = join(folder, 'cli.mjs');
  const told = join(folder, 'told.json');
  await writeFile(
    cli,
    `import { renameSync, writeFileSync } from 'node:fs';
     const { OPENAI_API_KEY: key, OPENAI_BASE_URL: url } = process.env;
     writeFileSync('part.json', JSON.stringify({ args: process.argv.slice(2), key, url }));
     renameSync('part.json', 'told.json');`,
  );
  handOver(
    { run: inMemoryRun('run-1'), folder },
    {
      cli,
      keys: { OPENAI_API_KEY: 'sk-1' },
      settings: {
        openaiBaseUrl: 'https://gateway.example.com',
        endpoints: {},
        executables: {},
        environment: [],
        buildCommands: [],
        testCommands: [],
        includeFiles: [],
        trusted: true,
      },
    },
  );
  await until(() => existsSync(told));
  expect(JSON.parse(await readFile(told, 'utf8'))).toEqual({
    args: ['resume', 'run-1', '--repo', folder],
    key: 'sk-1',
    url: 'https://gateway.example.com',
  });
});
