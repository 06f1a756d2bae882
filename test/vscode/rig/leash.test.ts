import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { leashed } from './leashed.ts';
import { alive, descendants } from './process-tree.ts';
import { temporaryFolder } from './temporary.ts';

/** A process with a stubborn child in a session of its own. */
const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready');`;
const family = `
  require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { detached: true, stdio: 'inherit' });
  setInterval(() => {}, 1000);`;

const onLinux = process.platform === 'linux';

test.runIf(onLinux)('what is on a leash ends with it, stubborn descendants and its folder too', async () => {
  const folder = await temporaryFolder();
  const child = leashed(folder, [process.execPath, '-e', family], process.env);
  onTestFinished(() => {
    child.stdin.end();
  });
  await once(child.stdout, 'data');
  const pids = await descendants(child.pid ?? 0);
  expect(pids).toHaveLength(2);

  child.stdin.end();
  await once(child, 'exit');
  while ((await alive(pids)).length > 0) await after(20);
  expect(existsSync(folder)).toBe(false);
});

test.runIf(onLinux)('a command that ends by itself takes its leash and folder along', async () => {
  const folder = await temporaryFolder();
  const child = leashed(folder, [process.execPath, '-e', 'process.exit(7)'], process.env);
  const [code] = await once(child, 'exit');
  expect(code).toBe(7);
  expect(existsSync(folder)).toBe(false);
});
