import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Change } from './changes.ts';
import { shown } from './paths.ts';

/** A sentence for each repository inside the worktree whose files a commit adds. */
export function nestedRepositories(folder: string, changes: readonly Change[]): readonly string[] {
  const above = new Set<string>();
  for (const { status, path } of changes)
    for (let at = dirname(path); status === 'A' && at !== '.'; at = dirname(at)) above.add(at);
  return [...above]
    .map(shown)
    .filter((path) => existsSync(join(folder, path, '.git')))
    .map((path) => `${path} holds a repository of its own: its files are committed, its history is not.`);
}
