import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { githubToken } from '../../adapters/forge/github-token.ts';
import { baroHome } from '../../adapters/git/home.ts';
import { gitVersion } from '../../adapters/git/preflight.ts';
import type { Around } from '../around.ts';
import { readConfig } from '../repository-config.ts';
import type { Site, siteOf } from '../site.ts';
import { type Check, check } from './check.ts';

/** Bytes that a run's worktrees want to find free. */
const ROOM = 1024 ** 3;

export async function toolChecks(around: Around): Promise<readonly Check[]> {
  const git = await gitVersion(around.env);
  const node = process.versions.node;
  const github = await githubToken({ env: around.env, session: () => around.host.githubToken() })(
    'github.com',
    true,
  );
  return [
    check(
      'tools',
      'git',
      git.fit ? 'ok' : 'gap',
      git.said,
      git.fit ? undefined : 'install git 2.38 or newer',
    ),
    check(
      'tools',
      'node',
      Number.parseInt(node, 10) >= 20 ? 'ok' : 'gap',
      node,
      Number.parseInt(node, 10) >= 20 ? undefined : 'install Node 20 or newer',
    ),
    github
      ? check('tools', 'GitHub', 'ok', 'signed in')
      : check(
          'tools',
          'GitHub',
          'absent',
          'not signed in',
          'set GITHUB_TOKEN or run `gh auth login`; until then no pull request is opened',
        ),
  ];
}

export function repositoryChecks(site: Awaited<ReturnType<typeof siteOf>>): readonly Check[] {
  if ('problem' in site) return [check('repository', 'repository', 'gap', site.problem)];
  return [
    check(
      'repository',
      'repository',
      'ok',
      `${site.root}, a run would start from ${site.base.ref} at ${site.base.commit.slice(0, 10)}`,
    ),
    remoteCheck(site),
    ...site.notes.map((note) => check('repository', 'note', 'note', note)),
  ];
}

export async function configChecks(
  site: Awaited<ReturnType<typeof siteOf>>,
  { settings }: Around,
): Promise<readonly Check[]> {
  if ('problem' in site) return [];
  const own = await readConfig(site.root, settings.trusted);
  return 'problems' in own
    ? own.problems.map((problem) => check('repository', 'settings', 'gap', problem))
    : own.notes.map((note) => check('repository', 'settings', 'note', note));
}

const remoteCheck = ({ remote }: Site): Check =>
  remote
    ? check('repository', 'remote', 'ok', `${remote.name}, ${withoutPassword(remote.fetchUrl)}`)
    : check('repository', 'remote', 'absent', 'none', 'runs end with a local branch');

export async function machineChecks({ settings, env }: Around): Promise<readonly Check[]> {
  const home = settings.worktreeDirectory ?? baroHome(env);
  const there = await nearest(home);
  const writable = await access(there, constants.W_OK).then(
    () => true,
    () => false,
  );
  const { bavail, bsize } = await statfs(there);
  const free = bavail * bsize;
  const gigabytes = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  return [
    writable
      ? check('machine', 'data folder', 'ok', home)
      : check(
          'machine',
          'data folder',
          'gap',
          `${home} cannot be written`,
          'set BARO_HOME to a folder that can',
        ),
    free >= ROOM
      ? check('machine', 'disk', 'ok', gigabytes)
      : check(
          'machine',
          'disk',
          'note',
          gigabytes,
          'worktrees may not fit; `baro clean` takes old ones away',
        ),
  ];
}

/** The folder itself, or the nearest above it that exists. */
async function nearest(folder: string): Promise<string> {
  const there = await access(folder).then(
    () => true,
    () => false,
  );
  return there || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

const withoutPassword = (url: string) => url.replace(/\/\/[^@/]*@/, '//');
