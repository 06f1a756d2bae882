import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installServer } from './install.ts';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'baro-cache-'));
});
afterEach(() => rm(cache, { recursive: true }));

const onLinux = process.platform === 'linux' && process.arch === 'x64';
const fill = (folder: string) => writeFile(join(folder, 'filled'), '');

test.runIf(onLinux)('the server is installed once', async () => {
  let times = 0;
  const counting = async () => {
    times += 1;
  };
  await installServer(join(cache, 'server'), counting);
  await installServer(join(cache, 'server'), counting);
  expect(times).toBe(1);
});

test.runIf(onLinux)('an install that breaks leaves nothing that looks like one', async () => {
  const breaking = async (folder: string) => {
    await fill(folder);
    throw new Error('no network');
  };
  await expect(installServer(join(cache, 'server'), breaking)).rejects.toThrow('no network');
  expect(await readdir(cache)).toEqual([]);
});

test.runIf(onLinux)('leftovers of a killed install and another version are replaced', async () => {
  const nobody = 4_194_305; // above the highest process id there can be
  await mkdir(join(cache, `server.partial-${nobody}`));
  await mkdir(join(cache, 'server'));
  await writeFile(join(cache, 'server/installed.json'), '{"code-server":"4.0.0"}');
  await installServer(join(cache, 'server'), fill);
  expect(await readdir(cache)).toEqual(['server']);
  expect((await readdir(join(cache, 'server'))).sort()).toEqual(['filled', 'installed.json']);
});
