import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { constants, getPriority, tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { processesWith } from '../../src/adapters/processes/proc.ts';
import { lines, runCommand, sweep } from '../../src/adapters/processes.ts';
import { startHost } from '../support/host.ts';
import { until } from '../support/until.ts';

const run = randomUUID();
const { PATH = '' } = process.env;
const env = { PATH, BARO_RUN: run };
const folder = tmpdir();
const limits = { silenceMs: 15_000, totalMs: 15_000 };
const calm = new AbortController().signal;
const carriers = () => processesWith(`BARO_RUN=${run}`).length;

afterEach(() => expect(carriers()).toBe(0));

const command = (text: string, more: Partial<Parameters<typeof runCommand>[0]> = {}, graceMs = 200) =>
  runCommand({ command: text, folder, env, ...limits, abort: calm, ...more }, graceMs);

async function read(argv: readonly string[], more: Partial<Parameters<typeof lines>[1]> = {}) {
  const got: string[] = [];
  const child = lines(argv, { folder, env, ...limits, abort: calm, graceMs: 200, ...more });
  let step = await child.next();
  for (; !step.done; step = await child.next()) got.push(step.value);
  return { got, ended: step.value };
}

test('a command tells its exit code and the end of both its outputs', async () => {
  const result = await command('echo out; echo err >&2; exit 3');
  expect(result).toMatchObject({ exitCode: 3, timedOut: false });
  expect(result.tail).toContain('out\n');
  expect(result.tail).toContain('err\n');
});

test('a command sees exactly the environment it was given, and a marker', async () => {
  const { tail } = await command('env');
  const names = tail
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0]);
  expect(names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name ?? '')).sort()).toEqual([
    'BARO_PROCESS',
    'BARO_RUN',
    'PATH',
  ]);
});

const { PRIORITY_BELOW_NORMAL } = constants.priority;
const cannotGiveWay = process.platform === 'win32' || getPriority() > PRIORITY_BELOW_NORMAL;
test.skipIf(cannotGiveWay)('T084 a command gives way to what the person does', async () => {
  const { tail } = await command('sleep 0.1; sh -c nice');
  expect(Number(tail)).toBe(PRIORITY_BELOW_NORMAL);
});

test('a command in a folder that is not there ends with 127 and says why', async () => {
  const result = await command('true', { folder: '/no/such/folder' });
  expect(result).toMatchObject({ exitCode: 127, timedOut: false });
  expect(result.tail).toContain('ENOENT');
});

test('T080 what a command leaves running is ended with it, daemons and those that left the group too', async () => {
  const result = await command(
    'sleep 60 & setsid sleep 60 & nohup setsid sh -c "sleep 60 & wait" >/dev/null & echo up',
  );
  expect(result).toMatchObject({ exitCode: 0, tail: 'up\n' });
});

test('T081 who ignores SIGTERM is killed after the grace', async () => {
  const abort = new AbortController();
  const output = (text: string) => {
    if (text.includes('ready')) abort.abort();
  };
  const deaf = `trap '' TERM; sh -c "trap '' TERM; echo ready; while :; do sleep 1; done"`;
  expect(await command(deaf, { abort: abort.signal, output })).toMatchObject({
    exitCode: null,
    timedOut: false,
  });
});

test('T081 a stopped process is killed too', async () => {
  const result = await command('kill -STOP $$; echo never', { silenceMs: 100 });
  expect(result).toMatchObject({ exitCode: null, timedOut: true, tail: '' });
});

test('who heeds SIGTERM may tidy up', async () => {
  const { tail } = await command(
    `trap 'echo tidied; exit 0' TERM; while :; do sleep 0.02; done`,
    { silenceMs: 100 },
    5_000,
  );
  expect(tail).toContain('tidied');
});

test('silence ends a command, and what it prints keeps it alive', async () => {
  expect(await command('sleep 60', { silenceMs: 50 })).toMatchObject({ exitCode: null, timedOut: true });
  const chatty = 'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.1; done';
  expect(await command(chatty, { silenceMs: 600 })).toMatchObject({ exitCode: 0, timedOut: false });
});

test('T053 a machine that slept ends nothing for its silence', async () => {
  const host = startHost(`
    import { runCommand } from './src/adapters/processes.ts';
    runCommand({
      command: 'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.2; done', folder: '/tmp', env: ${JSON.stringify(env)},
      silenceMs: 1000, totalMs: 3000, abort: new AbortController().signal,
    }).then(({ exitCode, timedOut }) => console.log(JSON.stringify({ exitCode, timedOut })));
  `);
  const pids = () => [host.pid ?? 0, ...processesWith(`BARO_RUN=${run}`).map(({ pid }) => pid)];
  const all = (signal: NodeJS.Signals) => {
    for (const pid of pids()) process.kill(pid, signal);
  };
  await until(() => carriers() > 1);
  all('SIGSTOP');
  await sleep(4500);
  all('SIGCONT');
  const [said] = await once(host.stdout ?? host, 'data');
  expect(JSON.parse(String(said))).toEqual({ exitCode: 0, timedOut: false });
});

test('a command that goes on too long is ended however much it prints', async () => {
  expect(await command('while :; do echo x; sleep 0.02; done', { totalMs: 300 })).toMatchObject({
    timedOut: true,
  });
});

test('T022 a flood of 200 MB is passed on while memory stays flat', async () => {
  const before = process.memoryUsage().rss;
  let most = 0;
  let bytes = 0;
  const result = await command('head -c 200000000 /dev/zero | tr "\\0" "x"', {
    output(text) {
      bytes += text.length;
      most = Math.max(most, process.memoryUsage().rss);
    },
  });
  expect(bytes).toBe(200_000_000);
  expect(result.tail.length).toBeLessThanOrEqual(64 * 1024);
  expect(most - before).toBeLessThan(100_000_000);
});

test('lines come whole: split characters, long lines, Windows line ends and a last one without an end', async () => {
  const script = `
    const euro = Buffer.from('€');
    process.stdout.write(euro.subarray(0, 1));
    setTimeout(() => {
      process.stdout.write(euro.subarray(1));
      process.stdout.write('\\r\\n' + 'y'.repeat(5_000_000) + '\\nlast');
    }, 20);`;
  const { got, ended } = await read([process.execPath, '-e', script]);
  expect(got.map((line) => line.length)).toEqual([1, 5_000_000, 4]);
  expect(got[0]).toBe('€');
  expect(ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
});

test('T085 a megabyte of text reaches a program by stdin', async () => {
  const { got } = await read(['wc', '-c'], { input: 'x'.repeat(1_000_000) });
  expect(got.map((line) => line.trim())).toEqual(['1000000']);
});

test('what is said later reaches a running program', async () => {
  let say: (text: string) => void = () => {};
  async function* input() {
    yield 'one\n';
    yield await new Promise<string>((resolve) => {
      say = resolve;
    });
  }
  const got: string[] = [];
  for await (const line of lines(['cat'], { folder, env, ...limits, abort: calm, input: input() })) {
    got.push(line);
    say('two\n');
  }
  expect(got).toEqual(['one', 'two']);
});

test('a program without input finds nothing to read', async () => {
  expect(await read(['cat'])).toMatchObject({ got: [], ended: { exitCode: 0 } });
});

test('a program that is not there is told apart from one that fails', async () => {
  expect((await read(['no-such-program'])).ended).toMatchObject({ exitCode: null, cut: 'start' });
  expect((await read(['sh', '-c', 'echo why >&2; exit 4'])).ended).toEqual({
    exitCode: 4,
    signal: null,
    stderr: 'why\n',
  });
});

test('whoever stops reading ends the program', async () => {
  for await (const line of lines(['sh', '-c', 'echo one; sleep 60 & wait'], {
    folder,
    env,
    ...limits,
    abort: calm,
  })) {
    expect(line).toBe('one');
    break;
  }
});

test('an abort before the first line ends the program', async () => {
  const { got, ended } = await read(['sleep', '60'], { abort: AbortSignal.abort() });
  expect(got).toEqual([]);
  expect(ended).toMatchObject({ exitCode: null, cut: 'abort' });
});

test('the sweep of a run ends what still carries its mark, and nobody else', async () => {
  const other = startHost('setInterval(() => {}, 1000)');
  const host = startHost(`
    import { spawn } from 'node:child_process';
    spawn('setsid', ['sleep', '60'], { env: ${JSON.stringify(env)}, stdio: 'ignore' }).once('spawn', () => console.log('up'));
  `);
  await once(host.stdout ?? host, 'data');
  await until(() => carriers() === 1);
  expect(await sweep([run])).toBe(1);
  expect(other.exitCode).toBeNull();
  other.kill();
  await once(other, 'exit');
});

test('nothing outlives a host that is killed', async () => {
  const host = startHost(`
    import { runCommand } from './src/adapters/processes.ts';
    runCommand({
      command: "trap '' TERM; setsid sleep 60 & sleep 60 & echo up; while :; do sleep 1; done",
      folder: '/tmp', env: ${JSON.stringify(env)}, silenceMs: 60000, totalMs: 60000,
      abort: new AbortController().signal, output: (text) => process.stdout.write(text),
    });
  `);
  await once(host.stdout ?? host, 'data');
  await until(() => carriers() >= 3);
  host.kill('SIGKILL');
  await until(() => carriers() === 0);
});

test('a host that has nothing left to do ends, whatever it has started before', async () => {
  const host = startHost(`
    import { runCommand } from './src/adapters/processes.ts';
    runCommand({
      command: 'true', folder: '/tmp', env: {}, silenceMs: 60000, totalMs: 60000, abort: new AbortController().signal,
    });
  `);
  expect(await once(host, 'exit')).toEqual([0, null]);
});
