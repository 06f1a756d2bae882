import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Git } from './git.ts';
import type { Place, Setting } from './hardened.ts';
import { uploadLfs } from './lfs.ts';
import { type PushProblem, pushProblem } from './push-problem.ts';

export type PushTarget = {
  /** The push URL as it was when the run started. */
  readonly url: string;
  readonly branch: string;
  readonly commit: string;
  /** Sent as a header to this URL alone; without it the person's own credential helper is asked. */
  readonly token?: string;
  /** After so long the remote itself is asked whether the commit arrived. */
  readonly timeoutMs?: number;
  /** How long a remote that cannot be reached is left alone before each further try. */
  readonly pausesMs?: readonly number[];
  readonly abort?: AbortSignal;
};

const TEN_MINUTES = 600_000;
const PAUSES_MS = [2_000, 10_000];

/**
 * Pushes one commit to one branch, never by force. It goes out of a bare repository made for the purpose, which
 * borrows the objects and nothing else: no remote, hook, URL rewriting, proxy or helper of the repository's own
 * configuration has a say.
 */
export async function push(git: Git, target: PushTarget): Promise<{ readonly ok: true } | PushProblem> {
  const { url, pausesMs = PAUSES_MS, abort } = target;
  const protocols = protocolsOf(url);
  if (!protocols)
    return pushProblem({ url, stderr: `${url} is no address that Baro pushes to`, timedOut: false });
  const room = await mkdtemp(join(tmpdir(), 'baro-push-'));
  try {
    const at = await borrowing(git, room, url);
    const call = {
      at,
      env: { GIT_ALLOW_PROTOCOL: protocols },
      settings: authorization(target),
      tied: true,
      ...(abort ? { abort } : {}),
    };
    const short = await uploadLfs(git, target, call);
    if (short) return short;
    for (const pause of pausesMs) {
      const { answer, inVain } = await once(git, target, call);
      if (answer.ok || !inVain) return answer;
      await sleep(pause, undefined, abort ? { signal: abort } : {});
    }
    return (await once(git, target, call)).answer;
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

/** One try; `inVain` where nobody was reached, so that another may do better. */
async function once(
  git: Git,
  { url, branch, commit, timeoutMs = TEN_MINUTES }: PushTarget,
  call: Omit<Call, 'timeoutMs'>,
): Promise<{ readonly answer: { readonly ok: true } | PushProblem; readonly inVain: boolean }> {
  const { code, stdout, stderr, timedOut } = await git.run(
    [
      ...['push', '--porcelain', '--no-verify', '--no-follow-tags', '--receive-pack=git-receive-pack'],
      ...['--', url, `${commit}:refs/heads/${branch}`],
    ],
    { ...call, timeoutMs },
  );
  if (code === 0) return { answer: { ok: true }, inVain: false };
  const problem = pushProblem({ url, stderr: stderr + stdout, timedOut });
  if (problem.kind !== 'network') return { answer: problem, inVain: false };
  // what was cut off may have arrived all the same
  const heads = await git.run(['ls-remote', '--', url, `refs/heads/${branch}`], {
    ...call,
    timeoutMs: 30_000,
  });
  const arrived = heads.stdout.toString().startsWith(`${commit}\t`);
  return { answer: arrived ? { ok: true } : problem, inVain: !arrived && !timedOut };
}

/** https and ssh; a plain path, and plain http to this machine, for those who test with them. */
function protocolsOf(url: string): string | undefined {
  if (/^https:\/\/|^ssh:\/\//.test(url)) return 'https:ssh';
  if (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/.test(url)) return 'http:https';
  if (/^file:\/\/|^\/|^[A-Za-z]:[\\/]/.test(url)) return 'file';
  // one letter is a drive
  return /^[\w.-]+@[\w.-]+:(?!:)|^[\w.-]{2,}:(?!:|\/\/|\\)/.test(url) ? 'ssh' : undefined;
}

function authorization({ url, token }: PushTarget): readonly Setting[] {
  if (token === undefined || !url.startsWith('http')) return [];
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return [
    [`http.${url}.extraHeader`, `Authorization: Basic ${basic}`],
    // a redirect would take the header along
    ['http.followRedirects', 'false'],
  ];
}

async function borrowing(git: Git, room: string, url: string): Promise<Place> {
  const { commonDir } = git.place;
  const gitDir = join(room, 'borrowing.git');
  const workTree = join(room, 'empty');
  await mkdir(join(gitDir, 'objects', 'info'), { recursive: true });
  await mkdir(join(gitDir, 'refs'));
  await mkdir(workTree);
  const sha256 = (await git.text(['rev-parse', '--show-object-format'])) === 'sha256';
  const partial = (await git.run(['config', '--get-regexp', '^remote\\..*\\.promisor$'])).code === 0;
  const lines = [
    `[core]\n\trepositoryformatversion = 1\n[extensions]\n`,
    sha256 ? '\tobjectFormat = sha256\n' : '',
    partial
      ? `\tpartialClone = there\n[remote "there"]\n\tpromisor = true\n\turl = ${JSON.stringify(url)}\n`
      : '',
  ];
  await writeFile(join(gitDir, 'config'), lines.join(''));
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(gitDir, 'objects', 'info', 'alternates'), `${join(commonDir, 'objects')}\n`);
  const shallow = join(commonDir, 'shallow');
  if (existsSync(shallow)) await writeFile(join(gitDir, 'shallow'), await readFile(shallow));
  return { gitDir, commonDir: gitDir, workTree };
}
