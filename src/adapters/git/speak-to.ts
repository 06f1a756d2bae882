import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call, Git } from './git.ts';
import type { Place, Setting } from './hardened.ts';

/** A repository elsewhere, and who speaks to it. */
export type Remote = {
  readonly url: string;
  /** Sent as a header to this URL alone; without it the person's own credential helper is asked. */
  readonly token?: string;
  readonly abort?: AbortSignal;
};

/** How git is to be called, so that it speaks to the remote and to nobody else. */
export type Speaking = Pick<Call, 'env' | 'settings' | 'tied' | 'abort'> & { readonly at: Place };

/**
 * Speaks to a remote out of a bare repository made for the purpose, which borrows the objects and nothing else: no
 * remote, hook, URL rewriting, proxy or helper of the repository's own configuration has a say, and what is fetched
 * goes with it. Undefined where the address is none that Baro speaks to.
 */
export async function speakTo<T>(
  git: Git,
  remote: Remote,
  say: (call: Speaking) => Promise<T>,
): Promise<T | undefined> {
  const { url, abort } = remote;
  const protocols = protocolsOf(url);
  if (!protocols) return undefined;
  const room = await mkdtemp(join(tmpdir(), 'baro-remote-'));
  try {
    return await say({
      at: await borrowing(git, room, url),
      env: { GIT_ALLOW_PROTOCOL: protocols },
      settings: authorization(remote),
      tied: true,
      ...(abort ? { abort } : {}),
    });
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

/** https and ssh; a plain path, and plain http to this machine, for those who test with them. */
function protocolsOf(url: string): string | undefined {
  if (/^https:\/\/|^ssh:\/\//.test(url)) return 'https:ssh';
  if (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/.test(url)) return 'http:https';
  if (/^file:\/\/|^\/|^[A-Za-z]:[\\/]/.test(url)) return 'file';
  // one letter is a drive
  return /^[\w.-]+@[\w.-]+:(?!:)|^[\w.-]{2,}:(?!:|\/\/|\\)/.test(url) ? 'ssh' : undefined;
}

function authorization({ url, token }: Remote): readonly Setting[] {
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
