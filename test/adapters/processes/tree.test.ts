import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processOf } from '../../../src/adapters/processes/proc.ts';
import { endTree, taskkill } from '../../../src/adapters/processes/tree.ts';

test('T082 a pid that belongs to somebody else by now is left alone', async () => {
  const stranger = spawn('sleep', ['60'], { detached: true });
  const exited = once(stranger, 'exit');
  const pid = stranger.pid ?? 0;
  const started = processOf(pid)?.started;
  await endTree({ pid, started: `${started}0`, marker: 'BARO_PROCESS=none' }, 50);
  expect(processOf(pid)).toBeDefined();
  await endTree({ pid, started, marker: 'BARO_PROCESS=none' }, 50);
  await exited;
  expect(processOf(pid)).toBeUndefined();
});

test('on Windows the whole tree of a process is named to taskkill', () => {
  expect(taskkill(42)).toEqual(['taskkill', '/PID', '42', '/T', '/F']);
});
