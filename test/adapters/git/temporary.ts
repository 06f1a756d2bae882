import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import { type OpenRepository, openRepository } from '../../../src/adapters/git/repository.ts';

/** A repository of its own in a temporary folder, gone when the test is over. */
export type Temporary = {
  readonly folder: string;
  readonly checkout: string;
  readonly commonDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Plain git, as the person runs it. */
  git(...args: string[]): string;
  gitIn(folder: string, ...args: string[]): string;
  write(path: string, content: string | Buffer): void;
  /** Commits all that the checkout holds. */
  save(message: string): string;
  open(options?: Partial<Parameters<typeof openRepository>[0]>): Promise<OpenRepository>;
};

export function temporaryRepository(
  files: Readonly<Record<string, string>> = { 'a.txt': 'one\n' },
): Temporary {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baro-git-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const home = join(folder, 'home');
  const checkout = join(folder, 'checkout');
  mkdirSync(home);
  mkdirSync(checkout);
  writeFileSync(
    join(home, '.gitconfig'),
    '[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n',
  );
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  const gitIn = (cwd: string, ...args: string[]) =>
    execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
  const git = (...args: string[]) => gitIn(checkout, ...args);
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), content);
  };
  const save = (message: string) => {
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '-q');
  for (const [path, content] of Object.entries(files)) write(path, content);
  save('first');
  const commonDir = join(checkout, '.git');
  const open: Temporary['open'] = async (options = {}) => {
    const repository = await openRepository({
      ...{
        commonDir,
        worktrees: join(folder, 'worktrees', 'r1'),
        temporary: join(folder, 't', 'r1'),
        runId: 'r1',
        env,
      },
      map: () => Promise.reject(new Error('not asked for here')),
      ...options,
    });
    onTestFinished(() => repository.settled());
    return repository;
  };
  return { folder, checkout, commonDir, env, git, gitIn, write, save, open };
}

export const never = new AbortController().signal;

/** Every byte of the checkout and of git's own folder, but for objects, Baro's refs and data. */
export function everything({ checkout }: Temporary): Readonly<Record<string, string>> {
  const own = /^\.git\/(objects|worktrees|baro)(\/|$)|^\.git\/(logs\/)?refs\/(baro|heads\/baro)(\/|$)/;
  const seen: Record<string, string> = {};
  const walk = (folder: string) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const key = relative(checkout, path);
      const found = lstatSync(path);
      if (own.test(key)) continue;
      if (found.isDirectory()) walk(path);
      else if (found.isSymbolicLink()) seen[key] = readlinkSync(path);
      else
        seen[key] =
          `${found.mode} ${found.mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
    }
  };
  walk(checkout);
  return seen;
}
