import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGit } from '../../../src/adapters/git/git.ts';
import { type Temporary, temporaryRepository } from './temporary.ts';

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
