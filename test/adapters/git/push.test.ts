import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openGit } from '../../../src/adapters/git/git.ts';
import { push } from '../../../src/adapters/git/push.ts';
import { pushProblem } from '../../../src/adapters/git/push-problem.ts';
import { processesWith } from '../../../src/adapters/processes/proc.ts';
import { startHost } from '../../support/host.ts';
import { until } from '../../support/until.ts';
import { type Temporary, temporaryRepository } from './temporary.ts';

/** An `ssh` that runs here what it is asked to run elsewhere, after what it is given to do. */
function fakeSsh(file: string, first = '') {
  const ssh = `#!/bin/sh\n${first}for command; do :; done\nexec sh -c "$command"\n`;
  writeFileSync(file, ssh, { mode: 0o755 });
}

function withRemote() {
  const at = temporaryRepository();
  const url = join(at.folder, 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', url], { env: at.env });
  const git = openGit({ commonDir: at.commonDir, scratch: at.checkout, base: at.env });
  const commit = at.git('rev-parse', 'HEAD');
  const there = () => at.gitIn(url, 'for-each-ref', '--format=%(refname) %(objectname)');
  return { at, url, git, commit, there };
}

/** git's own HTTP back end behind a token; `answer` may stand in its way. */
async function httpRemote(at: Temporary, token: string, refused = 0) {
  let left = refused;
  const server = createServer((request, response) => {
    if (left-- > 0) {
      request.socket.destroy();
      return;
    }
    const wanted = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
    if (request.headers.authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...{ ...at.env, GIT_PROJECT_ROOT: at.folder, GIT_HTTP_EXPORT_ALL: '1', REMOTE_USER: 'x' },
        ...{ PATH_INFO: path, QUERY_STRING: query, REQUEST_METHOD: request.method ?? 'GET' },
        ...{ CONTENT_TYPE: request.headers['content-type'] ?? '' },
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      },
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.on('close', () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      for (const line of all.subarray(0, end).toString().split('\r\n')) {
        const [name = '', value = ''] = line.split(': ');
        if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
        else response.setHeader(name, value);
      }
      response.end(all.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/remote.git`;
}

/** A server that takes every request and answers none. */
async function silentServer() {
  let heard = () => {};
  const asked = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const server = createServer(() => heard());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/remote.git`, asked };
}

test('one commit arrives on one branch, and a second time nothing happens', async () => {
  const { url, git, commit, there } = withRemote();
  for (let n = 0; n < 2; n++)
    expect(await push(git, { url, branch: 'baro/run', commit })).toEqual({ ok: true });
  expect(there()).toBe(`refs/heads/baro/run ${commit}`);
});

test('commits that are already there are never pushed over', async () => {
  const { at, url, git, commit, there } = withRemote();
  const other = at.save('other');
  await push(git, { url, branch: 'baro/run', commit: other });
  at.git('checkout', '-q', commit);
  const mine = at.save('mine');
  const result = await push(git, { url, branch: 'baro/run', commit: mine });
  expect(result).toMatchObject({ ok: false, kind: 'non-fast-forward' });
  expect(there()).toBe(`refs/heads/baro/run ${other}`);
});

test('a hook of the remote that declines is told apart', async () => {
  const { url, git, commit } = withRemote();
  writeFileSync(join(url, 'hooks/pre-receive'), '#!/bin/sh\necho this branch is protected >&2\nexit 1\n', {
    mode: 0o755,
  });
  const result = await push(git, { url, branch: 'baro/run', commit });
  expect(result).toMatchObject({
    ok: false,
    kind: 'protected',
    problem: expect.stringContaining('declines'),
  });
});

test('a shallow clone can push what it made', async () => {
  const { at, url } = withRemote();
  at.save('second');
  at.git('push', '-q', url, 'main');
  const shallow = join(at.folder, 'shallow');
  execFileSync('git', ['clone', '-q', '--depth', '1', '-b', 'main', `file://${url}`, shallow], {
    env: at.env,
  });
  writeFileSync(join(shallow, 'new.txt'), 'x\n');
  at.gitIn(shallow, 'add', '-A');
  at.gitIn(shallow, 'commit', '-qm', 'new');
  const git = openGit({ commonDir: join(shallow, '.git'), scratch: shallow, base: at.env });
  const commit = at.gitIn(shallow, 'rev-parse', 'HEAD');
  expect(await push(git, { url, branch: 'baro/run', commit })).toEqual({ ok: true });
});

test('a partial clone can push what it made', async () => {
  const { at, url } = withRemote();
  at.git('push', '-q', url, 'main');
  at.gitIn(url, 'config', 'uploadpack.allowFilter', 'true');
  const partial = join(at.folder, 'partial');
  execFileSync('git', ['clone', '-q', '--filter=blob:none', '-b', 'main', `file://${url}`, partial], {
    env: at.env,
  });
  writeFileSync(join(partial, 'new.txt'), 'x\n');
  at.gitIn(partial, 'add', '-A');
  at.gitIn(partial, 'commit', '-qm', 'new');
  const git = openGit({ commonDir: join(partial, '.git'), scratch: partial, base: at.env });
  const commit = at.gitIn(partial, 'rev-parse', 'HEAD');
  expect(await push(git, { url, branch: 'baro/run', commit })).toEqual({ ok: true });
});

test('a token opens the way over HTTP and stays out of the repository', async () => {
  const { at, git, commit, there } = withRemote();
  at.gitIn(join(at.folder, 'remote.git'), 'config', 'http.receivepack', 'true');
  const url = await httpRemote(at, 'sesame');
  expect(await push(git, { url, branch: 'baro/run', commit, token: 'sesame' })).toEqual({ ok: true });
  expect(there()).toBe(`refs/heads/baro/run ${commit}`);
  for (const token of ['wrong', undefined])
    expect(await push(git, { url, branch: 'baro/other', commit, ...(token ? { token } : {}) })).toMatchObject(
      {
        ok: false,
        kind: 'auth',
      },
    );
});

test('T072 a remote that cannot be reached for a moment is tried again', async () => {
  const { at, git, commit, there } = withRemote();
  at.gitIn(join(at.folder, 'remote.git'), 'config', 'http.receivepack', 'true');
  const pausesMs = [10, 10];
  // each try asks for the references, once to push and once to see what arrived
  const away = await httpRemote(at, 'sesame', 4);
  const target = { branch: 'baro/run', commit, token: 'sesame', pausesMs };
  expect(await push(git, { ...target, url: away })).toEqual({ ok: true });
  expect(there()).toBe(`refs/heads/baro/run ${commit}`);
  const gone = await httpRemote(at, 'sesame', 1000);
  expect(await push(git, { ...target, url: gone })).toMatchObject({ ok: false, kind: 'network' });
});

test('a remote that is slow to say so, but has the commit, counts as pushed', async () => {
  const { at, url, git, commit, there } = withRemote();
  writeFileSync(join(url, 'hooks/post-receive'), '#!/bin/sh\nsleep 20\n', { mode: 0o755 });
  expect(await push(git, { url, branch: 'baro/run', commit, timeoutMs: 3000 })).toEqual({ ok: true });
  expect(there()).toBe(`refs/heads/baro/run ${commit}`);
  writeFileSync(join(url, 'hooks/pre-receive'), '#!/bin/sh\nsleep 20\n', { mode: 0o755 });
  const late = await push(git, { url, branch: 'baro/two', commit: at.save('two'), timeoutMs: 500 });
  expect(late).toMatchObject({ ok: false, kind: 'network', problem: expect.stringContaining('in time') });
});

test('an ssh that stays for the next one keeps nobody waiting', async () => {
  const { at, url, commit, there } = withRemote();
  const bin = join(at.folder, 'bin');
  mkdirSync(bin);
  const staying = join(at.folder, 'staying');
  fakeSsh(join(bin, 'ssh'), `setsid sleep 60 &\necho $! > ${staying}\n`);
  const env = { ...at.env, PATH: `${bin}:${at.env['PATH']}` };
  const git = openGit({ commonDir: at.commonDir, scratch: at.checkout, base: env });
  expect(await push(git, { url: `ssh://host${url}`, branch: 'baro/run', commit })).toEqual({ ok: true });
  expect(there()).toBe(`refs/heads/baro/run ${commit}`);
  process.kill(Number(readFileSync(staying, 'utf8')), 'SIGKILL'); // it was still there
});

test('a host without a user, with a path from its root, is pushed to by the ssh of your own configuration', async () => {
  const { at, url, git, commit, there } = withRemote();
  const asked = join(at.folder, 'asked');
  for (const whose of ['own', 'of-the-repository'])
    fakeSsh(join(at.folder, whose), `echo ${whose} "$@" >> ${asked}\n`);
  at.git('config', '--global', 'core.sshCommand', `${join(at.folder, 'own')} -i key`);
  at.git('config', 'core.sshCommand', join(at.folder, 'of-the-repository'));
  expect(await push(git, { url: `nas:${url}`, branch: 'baro/run', commit })).toEqual({ ok: true });
  expect(there()).toBe(`refs/heads/baro/run ${commit}`);
  expect(readFileSync(asked, 'utf8')).toMatch(/^own -i key nas git-receive-pack/m);
  expect(readFileSync(asked, 'utf8')).not.toContain('of-the-repository');
});

test('what the commit holds in Git LFS is uploaded before it, and what fails there is told', async () => {
  const { at, url, there } = withRemote();
  for (const [key, value] of Object.entries({
    ...{ clean: 'git-lfs clean -- %f', smudge: 'git-lfs smudge -- %f', process: 'git-lfs filter-process' },
    required: 'true',
  }))
    at.git('config', '--global', `filter.lfs.${key}`, value);
  const [here, elsewhere] = ['a'.repeat(64), 'b'.repeat(64)];
  for (const oid of [here, elsewhere])
    at.write(`${oid[0]}.png`, `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12\n`);
  at.write(`.git/lfs/objects/aa/aa/${here}`, 'NEW PICTURE\n');
  const commit = at.save('pictures');
  const bin = join(at.folder, 'bin');
  mkdirSync(bin);
  const lfs = (line: string) => writeFileSync(join(bin, 'git-lfs'), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  const env = { ...at.env, PATH: `${bin}:${at.env['PATH']}` };
  const git = openGit({ commonDir: at.commonDir, scratch: at.checkout, base: env });
  lfs('echo "batch response: Authentication required: Permission denied" >&2; exit 2');
  expect(await push(git, { url, branch: 'baro/run', commit })).toMatchObject({
    ...{ ok: false, kind: 'auth' },
    problem: expect.stringMatching(/^The files in Git LFS could not be uploaded\. .*Permission denied/),
  });
  expect(there()).toBe('');
  const asked = join(at.folder, 'asked');
  lfs(`echo "$@" > ${asked}; ls "$GIT_DIR/lfs/objects/aa/aa" >> ${asked}`);
  expect(await push(git, { url, branch: 'baro/run', commit })).toEqual({ ok: true });
  expect(there()).toBe(`refs/heads/baro/run ${commit}`);
  expect(readFileSync(asked, 'utf8')).toBe(`push --object-id ${url} ${here}\n${here}\n`);
});

test('a push that waits for its server ends with the process that began it, however that ends', async () => {
  const { at, commit } = withRemote();
  const { url, asked } = await silentServer();
  const host = startHost(`
    import { openGit } from './src/adapters/git/git.ts';
    import { push } from './src/adapters/git/push.ts';
    process.env.TMPDIR = ${JSON.stringify(at.folder)};
    const git = openGit(${JSON.stringify({ commonDir: at.commonDir, scratch: at.checkout, base: at.env })});
    push(git, ${JSON.stringify({ url, branch: 'baro/run', commit })});
  `);
  await asked;
  const pushing = () => processesWith(`HOME=${at.env['HOME']}`).length;
  expect(pushing()).toBeGreaterThan(0);
  host.kill('SIGKILL');
  await until(() => pushing() === 0);
});

test('a push that is called off ends at once, with all that it started', async () => {
  const { at, git, commit } = withRemote();
  const { url, asked } = await silentServer();
  const giveUp = new AbortController();
  const pushing = push(git, { url, branch: 'baro/run', commit, abort: giveUp.signal });
  await asked;
  giveUp.abort(new Error('stopped'));
  await expect(pushing).rejects.toThrow('stopped');
  expect(processesWith(`HOME=${at.env['HOME']}`)).toEqual([]);
});

test('nobody is listening', async () => {
  const { git, commit } = withRemote();
  const url = 'http://127.0.0.1:9/x.git';
  const result = await push(git, { url, branch: 'baro/run', commit, pausesMs: [] });
  expect(result).toMatchObject({ ok: false, kind: 'network' });
});

test('an address that would start a program, or travels in the clear, is no address', async () => {
  const { at, git, commit } = withRemote();
  const urls = [
    'ext::sh -c touch% marker',
    'git://example.org/x',
    'http://example.org/x.git',
    '--upload-pack=x',
    'fd::3',
    'x:/y.git',
    '',
  ];
  for (const url of urls)
    expect(await push(git, { url, branch: 'baro/run', commit }), url).toMatchObject({
      ok: false,
      kind: 'other',
    });
  expect(existsSync(join(at.checkout, 'marker'))).toBe(false);
});

test.each([
  [
    'large',
    'remote: error: GH001: Large files detected.\n ! [remote rejected] baro/x (pre-receive hook declined)',
  ],
  ['protected', 'remote: error: GH013: Repository rule violations found\n ! [remote rejected]'],
  [
    'auth',
    "remote: Permission to o/r.git denied to ada.\nfatal: unable to access 'https://x/': The requested URL returned error: 403",
  ],
  ['auth', "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
  ['network', "fatal: unable to access 'https://x/': Could not resolve host: x"],
  [
    'network',
    'ssh: connect to host x port 22: Connection timed out\nfatal: Could not read from remote repository.',
  ],
  ['non-fast-forward', ' ! [rejected] x -> x (fetch first)\nerror: failed to push some refs'],
])('a push problem of the kind %s is recognised', (kind, stderr) => {
  const found = pushProblem({ url: 'https://ada:secret@example.org/r.git', stderr, timedOut: false });
  expect(found.kind).toBe(kind);
  expect(found.problem).not.toContain('secret');
});
