import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { obstacleIn, whereThereIsRoom } from '../../src/adapters/obstacles.ts';

const places = [{ what: 'worktrees', folder: tmpdir() }];

/** What the system says where nothing more can be written. */
function thrown(): unknown {
  try {
    writeFileSync('/dev/full', 'x');
  } catch (error) {
    return error;
  }
  return undefined;
}

test.skipIf(process.platform !== 'linux')(
  'what the system and git say of a full disk is believed',
  async () => {
    const found = { reason: 'disk_full', message: expect.stringContaining('Free some space') };
    expect(await obstacleIn(places, thrown())).toMatchObject(found);
    expect(await obstacleIn(places, new Error('it failed', { cause: thrown() }))).toMatchObject(found);
    const git = new Error('git worktree failed: fatal: could not write to HEAD: No space left on device');
    expect(await obstacleIn(places, git)).toMatchObject(found);
  },
);

test.each([
  'EROFS: read-only file system, mkdtemp',
  'fatal: x: Too many open files',
  'EIO: i/o error, write',
  'error: insufficient permission for adding an object to repository database .git/objects',
])('T048 what the system refuses is nobody’s failure: %s', async (message) => {
  expect(await obstacleIn(places, new Error(message))).toMatchObject({ reason: 'system_refuses' });
});

test('where there is room, what fails has failed', async () => {
  for (const message of ['a defect', 'EACCES: permission denied, open', 'NEIO is no such word'])
    expect(await obstacleIn(places, new Error(message))).toBeUndefined();
  expect(await obstacleIn([{ what: 'nothing', folder: '/no/such/folder' }])).toBeUndefined();
  const red = { exitCode: 1, ms: 1, tail: 'ENOSPC, says a test', timedOut: false };
  const run = whereThereIsRoom(async () => red);
  const command = { command: 'npm test', folder: tmpdir(), env: {}, silenceMs: 1, totalMs: 1 };
  expect(await run({ ...command, abort: new AbortController().signal })).toBe(red);
});
