import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { simpleGit } from 'simple-git';
import { fingerprint, type Overruled, overruled, personalFiles } from './drivers.ts';
import { hardenedEnvironment, type Place, type Setting } from './hardened.ts';
import { type Answer, spawned } from './spawned.ts';

/** How one call differs from the ordinary one. */
export type Call = {
  /** A worktree; without it the repository alone, with an empty folder for a work tree. */
  readonly at?: Place;
  readonly env?: Readonly<Record<string, string>>;
  /** Configuration for this call alone; it travels in the environment, which no other user can read. */
  readonly settings?: readonly Setting[];
  readonly input?: string | Buffer;
  readonly abort?: AbortSignal;
  /** Stops reading after so many bytes. */
  readonly most?: number;
  readonly timeoutMs?: number;
  /**
   * It ends with this process, however that ends: for what waits for a server. Whatever writes into the repository
   * is left to come to its end, so that it leaves no lock there.
   */
  readonly tied?: boolean;
};

/** The one way to run git: every call, of everybody, goes through here. */
export type Git = {
  readonly place: Place;
  /** What git prints, as text without its last line break; throws with git's own words where it fails. */
  text(args: readonly string[], call?: Pick<Call, 'at' | 'env' | 'abort'>): Promise<string>;
  /** The exit code and the bytes. Throws only where git could not be run at all. */
  run(args: readonly string[], call?: Call): Promise<Answer>;
  /** The bytes; throws with git's own words where it fails. */
  bytes(args: readonly string[], call?: Call): Promise<Buffer>;
  /** The filters that commits of the person go through, and none of Baro's; by name. */
  filtersOff(): Promise<readonly string[]>;
};

const TEN_MINUTES = 600_000;

/** Every command that shows a diff would else run the programs that attributes name. */
const DIFFS = new Set(['diff', 'diff-tree', 'diff-index', 'diff-files', 'log', 'show']);
const guarded = ([command = '', ...rest]: readonly string[]) =>
  DIFFS.has(command) ? [command, '--no-ext-diff', '--no-textconv', ...rest] : [command, ...rest];

/**
 * git for one repository. `commonDir` and `scratch` (an existing, empty folder) are absolute and real; `base` is
 * the environment that an allow-list is taken from.
 */
export function openGit({
  commonDir,
  scratch,
  base,
  gitDir = commonDir,
}: {
  readonly commonDir: string;
  readonly scratch: string;
  readonly base: Readonly<Record<string, string | undefined>>;
  readonly gitDir?: string;
}): Git {
  const repository: Place = { gitDir, commonDir, workTree: scratch };
  const known = new Map<string, { files: readonly string[]; print: string; found: Overruled }>();

  async function overruledAt(place: Place): Promise<Overruled> {
    const before = known.get(place.gitDir);
    if (before && before.print === (await fingerprint(before.files))) return before.found;
    const found = (await sharedWith(place)) ?? (await listed(place));
    const files = [
      ...found.origins,
      ...personalFiles(base),
      join(place.commonDir, 'config'),
      join(place.gitDir, 'config.worktree'),
    ];
    if (!found.conditional) known.set(place.gitDir, { files, print: await fingerprint(files), found });
    return found;
  }

  /** A worktree that has no configuration of its own has what the repository has: git need not be asked for it. */
  async function sharedWith(place: Place): Promise<Overruled | undefined> {
    const own = [place, repository].map((one) => join(one.gitDir, 'config.worktree'));
    if (place.gitDir === repository.gitDir || own.some((file) => existsSync(file))) return undefined;
    const found = await overruledAt(repository);
    return found.conditional ? undefined : { ...found };
  }

  async function listed(place: Place): Promise<Overruled> {
    const listing = await spawned(['config', '--list', '-z', '--show-scope', '--show-origin'], {
      cwd: place.workTree,
      env: hardenedEnvironment({ base, place }),
      timeoutMs: TEN_MINUTES,
    });
    if (listing.code !== 0) throw failure(['config', '--list'], listing);
    const found = overruled(listing.stdout.toString());
    return { ...found, origins: found.origins.map((file) => resolve(place.workTree, file)) };
  }

  /**
   * Some hundred variables, kept from call to call: a run makes thousands, at few places. Settings are those of one
   * git folder, which may be looked at with more than one work tree.
   */
  const environments = new WeakMap<Overruled, Readonly<Record<string, string>>>();

  async function environment(
    place: Place,
    env?: Readonly<Record<string, string>>,
    settings?: readonly Setting[],
  ): Promise<Readonly<Record<string, string>>> {
    const own = await overruledAt(place);
    if (settings)
      return hardenedEnvironment({ base, place, settings: [...own.settings, ...settings], extra: env });
    const last = environments.get(own);
    const ordinary =
      last?.['GIT_WORK_TREE'] === place.workTree
        ? last
        : hardenedEnvironment({ base, place, settings: own.settings });
    environments.set(own, ordinary);
    return env ? { ...ordinary, ...env } : ordinary;
  }

  async function run(args: readonly string[], call: Call = {}): Promise<Answer> {
    const { at: place = repository, env, settings, timeoutMs = TEN_MINUTES, ...rest } = call;
    const options = { cwd: place.workTree, env: await environment(place, env, settings), timeoutMs, ...rest };
    for (let tries = 1; ; tries++) {
      const answer = await spawned(guarded(args), options);
      // the system took its memory away: that says nothing about the repository
      if (answer.signal !== 'SIGKILL' || answer.timedOut || answer.cut || tries === 3) return answer;
      await new Promise((resolve) => setTimeout(resolve, 200 * tries));
    }
  }

  return {
    place: repository,
    run,
    filtersOff: async () => (await overruledAt(repository)).filtersOff,
    async bytes(args, call = {}) {
      const answer = await run(args, call);
      if (answer.code !== 0 && !answer.cut) throw failure(args, answer);
      return answer.stdout;
    },
    /*
     * Through simple-git, which is good at this: a short text answer. It has no exit codes below an error, decodes
     * every byte as UTF-8, reads without bounds, and waits 50 ms for the last word of a command that prints
     * nothing, hence `run` beside it.
     */
    async text(args, { at: place = repository, env, abort } = {}) {
      const environmentOf = await environment(place, env);
      const git = simpleGit({
        baseDir: place.workTree,
        trimmed: true,
        completion: { onExit: false },
        allowEnvironment: Object.keys(environmentOf),
        unsafe: WHAT_WE_HARDEN_WITH,
        timeout: { block: TEN_MINUTES },
        errors: (error, { exitCode, stdErr }) =>
          exitCode ? failure(args, { code: exitCode, stderr: Buffer.concat(stdErr).toString() }) : error,
        ...(abort ? { abort } : {}),
      });
      return await git.env(environmentOf).raw([...guarded(args)]);
    },
  };
}

/** simple-git refuses what could weaken git; every one of these is set to make it harmless. */
const WHAT_WE_HARDEN_WITH = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
} as const;

const MOST_LINES = 5;

/** What git said was wrong, without the advice that follows it, and the progress that precedes it. */
export function saidIn(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const at = lines.findIndex((line) => /^(fatal|error):/.test(line));
  return (at < 0 ? lines.slice(-MOST_LINES) : lines.slice(at, at + MOST_LINES)).join('\n').trim();
}

/** The same as an error. */
export function failure(args: readonly string[], { code, stderr }: Pick<Answer, 'code' | 'stderr'>): Error {
  const said = saidIn(stderr);
  return new Error(`git ${args[0]} failed${said ? `: ${said}` : ` with ${code}`}`);
}
