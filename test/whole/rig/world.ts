import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Entry } from '../../../src/model/events.ts';
import { type Baro, type Ended, startBaro } from './baro.ts';
import { readEntries } from './entries.ts';
import { endAll, processesIn } from './processes.ts';

type Files = Readonly<Record<string, string>>;

/** A person's machine: a home, a repository, perhaps a remote. All of it is gone when the test is over. */
export type World = {
  readonly folder: string;
  readonly repo: string;
  readonly baroHome: string;
  readonly env: Readonly<Record<string, string>>;
  /** Plain git in the repository, as the person runs it. */
  git(...args: string[]): string;
  write(files: Files): void;
  /** Starts `baro` in the repository. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Baro;
  /** Runs `baro` in the repository to its end. */
  baro(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The ids of the runs that the repository holds, oldest first. */
  runs(): readonly string[];
  /** The folder of the newest run, or of this one. */
  runFolder(id?: string): string;
  log(id?: string): readonly Entry[];
  /** What a run must not leave: worktrees and their files, refs of no branch and no story, processes. */
  leftovers(): readonly string[];
};

/** `source` is a folder to copy, or the files of the first commit; without one there is no repository yet. */
export function world(source?: string | Files): World {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baro-whole-')));
  const home = join(folder, 'home');
  const repo = join(folder, 'repo');
  const baroHome = join(folder, 'baro-home');
  const temp = join(folder, 'tmp');
  for (const made of [home, repo, temp]) mkdirSync(made);
  onTestFinished(async () => {
    await endAll(home);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  writeFileSync(join(home, '.gitconfig'), GITCONFIG);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: temp,
    BARO_HOME: baroHome,
    GIT_CONFIG_NOSYSTEM: '1',
    LANG: 'C.UTF-8',
  };
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: repo,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  const write = (files: Files) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(repo, path)), { recursive: true });
      writeFileSync(join(repo, path), content);
    }
  };
  if (source !== undefined) {
    if (typeof source === 'string') cpSync(source, repo, { recursive: true });
    else write(source);
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'start');
  }
  const start: World['start'] = (args, more = {}) => startBaro(args, { cwd: repo, env: { ...env, ...more } });
  const all = join(repo, '.git', 'baro', 'runs');
  const runs = () => (existsSync(all) ? readdirSync(all).sort() : []);
  const runFolder = (id = runs().at(-1) ?? 'none') => join(all, id);
  return {
    ...{ folder, repo, baroHome, env, git, write, start, runs, runFolder },
    baro: (args, more) => start(args, more).ended,
    log: (id) => readEntries(join(runFolder(id), 'log.jsonl')),
    leftovers: () => [
      ...git('worktree', 'list').split('\n').slice(1),
      ...git('for-each-ref', '--format=%(refname)')
        .split('\n')
        .filter((ref) => !OURS.test(ref)),
      ...filesUnder(baroHome),
      ...processesIn(home).map(({ pid, command }) => `process ${pid} ${command}`),
    ],
  };
}

const OURS = /^refs\/(heads\/|remotes\/|stash$|baro\/[^/]+\/[^/]+\/\d+$)/;
const GITCONFIG = '[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n';

function filesUnder(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}
