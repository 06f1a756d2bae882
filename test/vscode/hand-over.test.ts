import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLineHost } from '../../src/cli/host.ts';
import { viewOf } from '../../src/model/folding.ts';
import type { Route } from '../../src/model/route.ts';
import { handedSettings } from '../../src/run/handed-settings.ts';
import { sealKey } from '../../src/run/key-binding.ts';
import type { HostSettings } from '../../src/run/seam.ts';
import { goesOnWithout, handOver } from '../../src/vscode/hand-over.ts';
import { logOf, optionsWith, requested } from '../support/made-up-log.ts';
import { until } from '../support/until.ts';
import { inMemoryRun } from './in-memory-runs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baro-hand-over-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a run is handed to a process of its own that gets keys and settings where nobody can read them', async () => {
  const cli = join(folder, 'cli.mjs');
  const told = join(folder, 'told.json');
  await writeFile(
    cli,
    `import { renameSync, writeFileSync } from 'node:fs';
     const { BARO_SEALED_KEYS: keys, BARO_SETTINGS: settings } = process.env;
     writeFileSync('part.json', JSON.stringify({ args: process.argv.slice(2), keys, settings }));
     renameSync('part.json', 'told.json');`,
  );
  const settings: HostSettings = {
    openaiBaseUrl: 'https://gateway.example.com',
    ...{ endpoints: { local: 'http://localhost:11434/v1' }, executables: { claude: '/opt/claude' } },
    ...{ acpCommand: 'opencode acp', environment: ['FLAVOUR'], ownModels: { presets: { mine: {} } } },
    ...{ worktreeDirectory: '/big/disk', includeFiles: ['*.env'], setupCommand: 'npm ci' },
    ...{ buildCommands: [], testCommands: ['npm test'], trusted: true, runsParticipants: true },
  };
  handOver(
    { run: inMemoryRun('run-1'), folder },
    {
      cli,
      keys: { OPENAI_API_KEY: sealKey('sk-1', 'https://gateway.example.com') },
      settings,
    },
  );
  await until(() => existsSync(told));
  const heard = JSON.parse(await readFile(told, 'utf8'));
  expect(heard).toMatchObject({ args: ['resume', 'run-1', '--repo', folder] });
  const host = commandLineHost({ BARO_SEALED_KEYS: heard.keys }, { trust: false, log: () => {} });
  expect(await host.secret('OPENAI_API_KEY', 'https://gateway.example.com/v1')).toEqual({ key: 'sk-1' });
  expect(await host.secret('OPENAI_API_KEY', 'https://old.example.com/v1')).toEqual({
    enteredFor: 'https://gateway.example.com',
  });
  expect(handedSettings({ BARO_SETTINGS: heard.settings })).toEqual(settings);
  const { ownModels: _, ...without } = settings;
  expect(handedSettings({ BARO_SETTINGS: JSON.stringify(without) })).toEqual(without);
});

test('a run that the models of the editor work for is not handed over', () => {
  const copilot = { backend: 'copilot' } as const;
  const asking = (route: Route) => {
    const view = viewOf(logOf([0, requested('r1', optionsWith(route))]));
    return { run: { ...inMemoryRun('r1'), view }, folder };
  };
  expect(goesOnWithout(asking(copilot))).toBe(false);
  expect(goesOnWithout(asking({ backend: 'claude' }))).toBe(true);
});
