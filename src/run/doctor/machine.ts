import { statfs } from 'node:fs/promises';
import { githubToken } from '../../adapters/forge/github-token.ts';
import { gitVersion } from '../../adapters/git/preflight.ts';
import type { Around } from '../around.ts';
import { readConfig } from '../repository-config.ts';
import { nearest, roomProblems, worktreesIn } from '../room.ts';
import type { Site, siteOf } from '../site.ts';
import { type Check, check } from './check.ts';

/** Bytes that a run's worktrees want to find free. */
const ROOM = 1024 ** 3;

/** The oldest Node with all that Baro uses of it. */
const LEAST_NODE = [20, 15] as const;

function isFit(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}

export async function toolChecks(around: Around): Promise<readonly Check[]> {
  const git = await gitVersion(around.env);
  const node = process.versions.node;
  const { env, host } = around;
  const github = await githubToken({ env, session: (api) => host.githubToken(api) })('github.com', {
    url: env['GITHUB_API_URL'] || 'https://api.github.com',
    trusted: true,
  });
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
      isFit(node) ? 'ok' : 'gap',
      node,
      isFit(node) ? undefined : `install Node ${LEAST_NODE.join('.')} or newer`,
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

export async function machineChecks(
  site: Awaited<ReturnType<typeof siteOf>>,
  { settings, env }: Around,
): Promise<readonly Check[]> {
  const home = worktreesIn(settings, env);
  const problems = await roomProblems(home, 'problem' in site ? undefined : site);
  const { bavail, bsize } = await statfs(await nearest(home));
  const free = bavail * bsize;
  const gigabytes = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  return [
    ...(problems.length > 0
      ? problems.map((problem) => check('machine', 'data folder', 'gap', problem))
      : [check('machine', 'data folder', 'ok', home)]),
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

const withoutPassword = (url: string) => url.replace(/\/\/[^@/]*@/, '//');
