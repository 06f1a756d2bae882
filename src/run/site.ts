import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Push } from '../adapters/forge/forge.ts';
import { type Git, openGit } from '../adapters/git/git.ts';

const exec = promisify(execFile);

/** Where a repository is, and what Baro needs to know of it before a run. */
export type Site = {
  readonly root: string;
  readonly commonDir: string;
  readonly name: string;
  readonly head: string;
  readonly branch: string | undefined;
  readonly remote: { readonly name: string; readonly fetchUrl: string; readonly pushUrl: string } | undefined;
  readonly git: Git;
  readonly push: Push;
};

export async function siteOf(folder: string): Promise<Site | { readonly problem: string }> {
  const git = async (...args: string[]) => (await exec('git', ['-C', folder, ...args])).stdout.trim();
  try {
    const root = await git('rev-parse', '--show-toplevel');
    const commonDir = resolve(folder, await git('rev-parse', '--git-common-dir'));
    const head = await git('rev-parse', 'HEAD');
    const branch = await git('symbolic-ref', '--short', '-q', 'HEAD').catch(() => undefined);
    const url = await git('remote', 'get-url', 'origin').catch(() => undefined);
    const push = await git('remote', 'get-url', '--push', 'origin').catch(() => undefined);
    return {
      root,
      commonDir,
      name: basename(root),
      head,
      branch,
      remote: url && push ? { name: 'origin', fetchUrl: url, pushUrl: push } : undefined,
      git: openGit({ commonDir, scratch: await mkdtemp(join(tmpdir(), 'baro-git-')), base: process.env }),
      push: async ({ url, branch, commit }) => {
        try {
          await git('push', url, `${commit}:refs/heads/${branch}`);
          return { ok: true };
        } catch (error) {
          return { problem: String(error) };
        }
      },
    };
  } catch (error) {
    return { problem: String(error) };
  }
}

export const runsFolder = ({ commonDir }: Pick<Site, 'commonDir'>) => join(commonDir, 'baro', 'runs');
export const repoFolder = (commonDir: string) => dirname(commonDir);
