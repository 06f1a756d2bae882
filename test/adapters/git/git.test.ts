import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGit } from '../../../src/adapters/git/git.ts';
import { authored, committed, NOBODY } from '../../../src/adapters/git/identity.ts';
import { type Temporary, temporaryRepository } from './temporary.ts';

/** How often git made sure that something is on the disk, as it counts itself. */
const syncedIn = (trace: string) =>
  readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"category":"fsync"'))
    .reduce((sum, line) => sum + Number(JSON.parse(line).value), 0);

const gitOf = (at: Temporary, env = at.env) =>
  openGit({ commonDir: at.commonDir, scratch: at.checkout, base: env });

test('what git says when it fails begins with what is wrong, not with its advice', async () => {
  const at = temporaryRepository();
  const lock = join(at.commonDir, 'index.lock');
  writeFileSync(lock, '');
  const git = gitOf(at);
  for (const call of [git.bytes, git.text])
    await expect(call(['read-tree', 'HEAD'])).rejects.toThrow(
      `git read-tree failed: fatal: Unable to create '${lock}'`,
    );
});

test('T055 objects and branches are on the disk before anybody hears of them', async () => {
  const at = temporaryRepository();
  const git = gitOf(at);
  const trace = join(at.folder, 'trace');
  const env = { GIT_TRACE2_EVENT: trace };
  const commit = await git.bytes(['commit-tree', 'HEAD^{tree}', '-m', 'x'], {
    env: { ...env, ...authored(NOBODY), ...committed(NOBODY) },
  });
  const objects = syncedIn(trace);
  expect(objects).toBeGreaterThan(0);
  await git.bytes(['update-ref', 'refs/heads/baro/x', commit.toString().trim()], { env });
  expect(syncedIn(trace)).toBeGreaterThan(objects);
});
