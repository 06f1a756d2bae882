import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Files = Readonly<Record<string, string>>;

/** A git repository in a temporary folder, and a home beside it that is nobody's. */
export type Repository = {
  /** Holds the repository, the home, and whatever a bench puts there; gone with it. */
  readonly folder: string;
  readonly repo: string;
  readonly env: Readonly<Record<string, string>>;
  git(...args: string[]): void;
  remove(): void;
};

export function makeRepository(files: Files): Repository {
  const folder = mkdtempSync(join(tmpdir(), 'baro-bench-run-'));
  const [repo, home] = [join(folder, 'repo'), join(folder, 'home')];
  for (const made of [repo, home]) mkdirSync(made);
  writeFileSync(
    join(home, '.gitconfig'),
    '[user]\n\tname = Bench\n\temail = bench@example.org\n[init]\n\tdefaultBranch = main\n',
  );
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    BARO_HOME: join(folder, 'baro-home'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const git = (...args: string[]) => void execFileSync('git', args, { cwd: repo, env, stdio: 'ignore' });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), content);
  }
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'start');
  return {
    folder,
    repo,
    env,
    git,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** How long git takes for a worktree by itself, in milliseconds. */
export function rawWorktrees({ git, repo }: Repository, times: number): readonly number[] {
  return Array.from({ length: times }, (_, n) => {
    const folder = join(repo, '..', `raw-${n}`);
    const begun = performance.now();
    git('worktree', 'add', '--detach', folder);
    const took = performance.now() - begun;
    git('worktree', 'remove', '--force', folder);
    return took;
  });
}

const EXAMPLE = 'examples/table-booking';

/** The repository of the demo. */
export const sample = (): Files =>
  Object.fromEntries(
    readdirSync(EXAMPLE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(EXAMPLE.length + 1), readFileSync(path, 'utf8')]),
  );

/** 10,000 files in 100 folders. */
export const large = (): Files =>
  Object.fromEntries(
    Array.from({ length: 10_000 }, (_, n) => [
      `src/part-${n % 100}/file-${n}.js`,
      `export const value${n} = ${n};\n`.repeat(20),
    ]),
  );
