import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
      ...{ commonDir, worktrees: join(folder, 'worktrees', 'r1'), runId: 'r1', env },
      map: () => Promise.reject(new Error('not asked for here')),
      ...options,
    });
    onTestFinished(() => repository.settled());
    return repository;
  };
  return { folder, checkout, commonDir, env, git, gitIn, write, save, open };
}

export const never = new AbortController().signal;
