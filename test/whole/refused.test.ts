import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ends, startBaro } from './rig/baro.ts';
import { scripted, smallPlan, smallRepository } from './rig/small-run.ts';
import { type World, world } from './rig/world.ts';

/** Everything that a refused command may not have made or moved. */
const traces = ({ git, repo, baroHome }: World) => ({
  baroHome: existsSync(baroHome),
  runData: existsSync(join(repo, '.git', 'baro')),
  refs: git('for-each-ref'),
  worktrees: git('worktree', 'list'),
  status: git('status', '--porcelain', '--ignored'),
});

/** Refuses with these lines on stderr, exit status 2, and leaves no trace. */
const refuses = (place: World, args: readonly string[], ...said: readonly (string | RegExp)[]) =>
  refusesWith({}, place, args, ...said);

async function refusesWith(
  env: Readonly<Record<string, string>>,
  place: World,
  args: readonly string[],
  ...said: readonly (string | RegExp)[]
) {
  const before = traces(place);
  const { status, stdout, stderr } = await place.baro(args, env);
  const lines = stderr.trimEnd().split('\n');
  expect(lines).toEqual(said.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))));
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(traces(place)).toEqual(before);
}

const FIRST = { 'a.txt': 'a\n' };

describe('a goal that cannot be worked on is refused', () => {
  const empty = 'The goal is empty. Say in a sentence or more what should be different.';
  const strange = 'The goal holds control characters or is not text. Give it as plain UTF-8 text.';
  test.each<[string, string | Buffer, string]>([
    ['empty', '', empty],
    ['only whitespace', ' \n\t ', empty],
    ['binary', Buffer.from([0xff, 0xfe, 0, 1, 2]), strange],
    ['with escape sequences', 'add \u001b[31m red', strange],
    [
      'of ten megabytes',
      'x'.repeat(10_000_000),
      'The goal is 10000000 bytes long; 200000 are the most. Put the details into a file of the repository and name it.',
    ],
  ])('%s', async (_, goal, said) => {
    const place = world(FIRST);
    const file = join(place.folder, 'GOAL.md');
    writeFileSync(file, goal);
    await refuses(place, ['run', '--goal-file', file, '--yes', ...scripted(place.folder)], said);
    if (typeof goal === 'string' && goal.length < 1000)
      await refuses(place, [goal, '--yes', ...scripted(place.folder)], said);
  });

  test('missing, a folder, twice, or in several words', async () => {
    const place = world(FIRST);
    const run = ['--yes', ...scripted(place.folder)];
    await refuses(
      place,
      [...run, '--goal-file', 'GOAL.md'],
      'There is no goal file GOAL.md; name one that exists.',
    );
    await refuses(place, [...run, '--goal-file', '.'], '. is a folder; name the goal file in it.');
    await refuses(
      place,
      [...run, '--goal-file', 'a.txt', 'a goal'],
      'Give the goal as words or as a file, not both.',
    );
    await refuses(
      place,
      [...run, 'add', 'a', 'thing'],
      'The goal must be one argument; put it in quotes: baro "add a thing"',
    );
    await refuses(place, run, empty);
  });
});

describe('a place where no run can start is refused', () => {
  const goal = ['--yes', 'a goal'];

  test.each<[string, (place: World) => readonly string[], RegExp]>([
    [
      'no repository',
      ({ folder }) => [join(folder, 'home')],
      /^\S+ is in no git repository; start one with git init and a first commit\.$/,
    ],
    [
      'no folder',
      ({ folder }) => [join(folder, 'nowhere')],
      /^There is no folder \S+nowhere; name one that exists\.$/,
    ],
    [
      'no commit yet',
      ({ folder, git }) => {
        git('init', '-q', join(folder, 'unborn'));
        return [join(folder, 'unborn')];
      },
      /^The repository in \S+unborn has no commit yet; make a first one, then run Baro again\.$/,
    ],
    [
      'a bare repository',
      ({ folder, git }) => {
        git('init', '-q', '--bare', join(folder, 'bare.git'));
        return [join(folder, 'bare.git')];
      },
      /^\S+bare\.git is a bare repository; run Baro in a checkout of it\.$/,
    ],
    [
      'no such base',
      ({ repo }) => [repo, '--base', 'no/such/branch'],
      /^"no\/such\/branch" is no commit, branch or tag of the repository in \S+\.$/,
    ],
    [
      'what is not committed, from elsewhere',
      ({ repo }) => [repo, '--base', 'main', '--include-changes'],
      /^What is not committed belongs to the commit you are at; leave the base and the run to continue out\.$/,
    ],
  ])('%s', async (_, at, said) => {
    const place = world(FIRST);
    const [repo = '', ...more] = at(place);
    await refuses(place, [...goal, ...scripted(place.folder), '--repo', repo, ...more], said);
  });

  test('an empty folder where nobody says that one may be started', async () => {
    const place = world(FIRST);
    const empty = join(place.folder, 'empty');
    mkdirSync(empty);
    await refuses(
      place,
      ['a goal', '--repo', empty],
      `${empty} is empty and no repository yet; start one with git init and a first commit.`,
    );
    expect(existsSync(join(empty, '.git'))).toBe(false);
  });
});

describe('a plan with mistakes is refused, all of them at once', () => {
  const story = (id: string, more: object = {}) => ({
    ...{ id, title: id, description: id, acceptance: ['it is there'], touches: [], verify: [] },
    ...more,
  });
  const plan = (...stories: readonly object[]) => JSON.stringify({ goal: 'a goal', stories });

  test.each<[string, string, readonly RegExp[]]>([
    ['not JSON', '{ "stories": [', [/^The plan \S+ is not JSON: .+\.$/]],
    ['no object', '[]', [/object/]],
    ['no stories', plan(), [/^plan.stories: must list at least one story$/]],
    ['no goal, where none is said either', JSON.stringify({ stories: [story('a')] }), [/^The goal is empty/]],
    ['a story that needs itself', plan(story('a', { dependsOn: ['a'] })), [/a.*itself/]],
    [
      'two that wait for each other',
      plan(story('a', { dependsOn: ['b'] }), story('b', { dependsOn: ['a'] })),
      [/a → b → a|b → a → b/],
    ],
    ['an unknown dependency', plan(story('a', { dependsOn: ['zebra'] })), [/a.*zebra/]],
    ['one id twice', plan(story('a'), story('a')), [/a/]],
    ['too many', plan(...Array.from({ length: 501 }, (_, n) => story(`s${n}`))), [/501.*500|500.*501/]],
    ...[
      '../up',
      'a/b',
      'a\u0000b',
      'ünïcode',
      '🙂',
      '\u202eabc',
      'x'.repeat(10_000),
      '__proto__',
      'Constructor',
    ].map((id): [string, string, readonly RegExp[]] => [`the id ${id.slice(0, 20)}`, plan(story(id)), [/./]]),
    ...['/etc/passwd', '../up', 'C:\\x', '\\\\server\\x', '~/x', 'a/../../b'].map(
      (path): [string, string, readonly RegExp[]] => [
        `touching ${path}`,
        plan(story('reach', { touches: [path] })),
        [/^story "reach", touches: /],
      ],
    ),
    [
      'several',
      plan(
        story('a', { acceptance: [] }),
        story('b', { dependsOn: ['zebra'] }),
        story('c', { touches: ['/x'] }),
      ),
      [/^story "a", acceptance: /, /^story "c", touches: /, /^story "b", dependsOn: /],
    ],
  ])('%s', async (_, text, said) => {
    const place = world(FIRST);
    const file = join(place.folder, 'plan.json');
    writeFileSync(file, text);
    await refuses(place, ['--plan', file, '--yes', ...scripted(place.folder)], ...said);
  });

  test('missing, or where it may not be read', async () => {
    const place = world(FIRST);
    const run = ['--yes', 'a goal', ...scripted(place.folder)];
    await refuses(
      place,
      [...run, '--plan', 'nope.json'],
      /^There is no plan file \S+nope\.json; name one that exists\.$/,
    );
    await refuses(place, [...run, '--plan', '.'], /^\S+ is a folder; name the plan file in it\.$/);
  });
});

test('options that make no sense are refused, each by name', async () => {
  const place = world(FIRST);
  const run = ['--yes', 'a goal'];
  await refuses(
    place,
    [...run, '--frobnicate'],
    'There is no option --frobnicate. `baro --help` lists those there are.',
  );
  await refuses(
    place,
    [...run, '--budget', '-1'],
    '--budget takes a value; one that begins with a dash is written --budget=VALUE.',
  );
  await refuses(place, [...run, '--goal-file'], '--goal-file takes a value. `baro --help` says which.');
  await refuses(place, [...run, '--yes=no'], '--yes takes no value.');
  await refuses(
    place,
    [
      ...run,
      '--parallel',
      'x',
      '--budget=lots',
      '--critic-llm',
      'foo',
      '--critic-effort',
      'bar',
      '--endpoint',
      'foo',
    ],
    ...[/^--endpoint /, /^--critic-llm /, /^--critic-effort /, /^--parallel /, /^--budget /],
  );
  await refuses(
    place,
    [
      ...run,
      '--parallel',
      '0',
      '--attempts',
      '1.5',
      '--budget=-1',
      '--timeout-minutes',
      '0',
      '--llm',
      'scripted',
    ],
    'The number of stories at once (--parallel, baro.budget.parallel) must be between 1 and 64, not 0.',
    'The number of attempts (--attempts, baro.budget.attempts) must be a whole number, not 1.5.',
    'The budget in dollars (--budget, baro.budget.usd) must be between 0 and 1000000, not -1.',
    'The time limit in minutes (--timeout-minutes, baro.budget.timeoutMinutes) must be between 0.01 and 100000, not 0.',
  );
  await refuses(
    place,
    [...run, '--llm', 'nonsense'],
    /^"nonsense" is neither a preset \(.+\) nor a backend \(.+\), alone or as a route written backend:model/,
  );
  await refuses(place, [...run, '--tier-map', 'light=zzz'], /^--tier-map: "zzz" is no backend/);
  for (const url of [
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://example.com/v1',
    'nonsense',
  ])
    await refuses(
      place,
      [...run, '--llm', 'openai', '--openai-base-url', url],
      /^The base URL of the endpoint .+\.$/,
    );
  await refuses(
    place,
    [...run, '--openai-base-url', 'https://me:pw@example.com'],
    /must not hold a name or a password/,
  );
});

test('a script is asked for, and read, before anything begins', async () => {
  const place = world(FIRST);
  const file = join(place.folder, 'script.json');
  const run = ['--yes', 'a goal', '--llm', 'scripted'];
  await refuses(
    place,
    run,
    /^For the .+: `scripted` plays recorded answers; say which with --script FILE\.$/,
  );
  await refuses(
    place,
    [...run, '--script', 'nope.json'],
    /^There is no script file \S+nope\.json; name one that exists\.$/,
  );
  writeFileSync(file, 'hello');
  await refuses(place, [...run, '--script', file], /^\S+script\.json: the script is not JSON/);
});

test('a run that would have no room to work in is refused', async () => {
  const place = world(FIRST);
  const run = ['--yes', 'a goal', ...scripted(place.folder)];
  const inside = join(place.repo, 'worktrees');
  await refusesWith(
    { BARO_HOME: inside },
    place,
    run,
    `Worktrees cannot be in ${inside}, which is inside the repository. Set BARO_HOME or \`baro.worktree.directory\` to another folder.`,
  );
  await refusesWith(
    { BARO_HOME: 'here' },
    place,
    run,
    /^Worktrees cannot be in here, which is no absolute path\./,
  );
  await refusesWith({ BARO_HOME: '/dev/null/x' }, place, run, /because \/dev\/null is no folder/);
  await refusesWith({ TMPDIR: '/gone' }, place, run, /^Temporary files cannot be in \/gone\. Set TMPDIR to /);
});

test('a plan that nobody is there to approve ends with the way out', async () => {
  const place = world(smallRepository);
  await refuses(
    place,
    [smallPlan.goal, ...scripted(place.folder)],
    'A plan has to be approved and nobody is here to ask. Say --yes to approve it beforehand, or --plan-only to see it.',
  );
});

test.skipIf(process.platform === 'win32')(
  'a folder that has been deleted meanwhile is no place to be',
  async () => {
    const place = world(FIRST);
    const gone = join(place.folder, 'gone');
    mkdirSync(gone);
    const within = ['/bin/sh', '-c', 'rmdir "$PWD" && exec "$@"', 'sh'];
    expect(await startBaro(['runs'], { cwd: gone, env: place.env, within }).ended).toMatchObject({
      status: 2,
      stderr: 'The folder that you are in has been deleted; go to one that is there, then run Baro again.\n',
    });
  },
);

test('limits that are raised are within the range of those that a run begins with', async () => {
  const place = world(FIRST);
  const usd = (value: string) =>
    `The budget in dollars (--budget, baro.budget.usd) must be between 0.01 and 1000000, not ${value}.`;
  const minutes = (value: string) =>
    `The time limit in minutes (--timeout-minutes, baro.budget.timeoutMinutes) must be between 0.01 and 100000, not ${value}.`;
  for (const command of [['resume'], ['rerun', 'nope', 'story', '--persist']]) {
    await refuses(place, [...command, '--budget=-3', '--timeout-minutes=-5'], usd('-3'), minutes('-5'));
    await refuses(place, [...command, '--budget=0', '--timeout-minutes=1e300'], usd('0'), minutes('1e+300'));
  }
  await refuses(
    place,
    ['rerun', 'nope', 'story', '--route', 'openai', '--budget', '1'],
    '--budget and --timeout-minutes limit a story that keeps going, with --persist. For the whole run: baro resume nope --budget USD',
  );
});

test('a run that cannot be read is listed, and named where it may be what is meant', async () => {
  const place = world(FIRST);
  const folder = join(place.repo, '.git', 'baro', 'runs', 'damaged');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'log.jsonl'), 'no log\n');
  const listed = await place.baro(['runs']);
  ends(0, listed);
  expect(listed.stdout).toBe(
    'damaged  unreadable      This run cannot be read: line 1 of the log is not JSON\n',
  );
  await refuses(
    place,
    ['resume'],
    'There is no unfinished run in this repository that can be read. `baro runs` says what is wrong with damaged.',
  );
});

test('a run or a story that is not there is refused by name', async () => {
  const place = world(FIRST);
  const nope = 'There is no run "nope" in this repository. `baro runs` lists those there are.';
  await refuses(
    place,
    ['resume'],
    'There is no unfinished run in this repository. `baro runs` lists all of them.',
  );
  for (const command of ['resume', 'show', 'stop']) await refuses(place, [command, 'nope'], nope);
  await refuses(place, ['rerun', 'nope', 'story', '--route', 'openai'], nope);
  await refuses(place, ['compare', 'nope', 'nope'], nope);
  await refuses(
    place,
    ['show', '../../..'],
    'There is no run "../../.." in this repository. `baro runs` lists those there are.',
  );
  await refuses(place, ['show'], 'Say which run: baro show RUN. `baro runs` lists them.');
  await refuses(place, ['stop'], 'Say which run: baro stop RUN. `baro runs` lists them.');
  await refuses(
    place,
    ['rerun', 'nope'],
    'Say which run and which story: baro rerun RUN STORY --route backend:model',
  );
  await refuses(
    place,
    ['rerun', 'nope', 'story', '--persist', '--route', 'openai', '--route', 'claude'],
    '--persist keeps one story going on one route: baro rerun RUN STORY --persist',
  );
  await refuses(
    place,
    ['compare', 'nope'],
    'Say at least two runs: baro compare RUN RUN…, or none for the scoreboard of all.',
  );
});

test('an empty folder becomes a repository where the person said yes beforehand', async () => {
  const place = world(FIRST);
  const empty = join(place.folder, 'empty');
  mkdirSync(empty);
  const ended = await place.baro([
    ...['--repo', empty, '--yes', '--local-only', '--quick', smallPlan.goal],
    ...scripted(place.folder, {
      answers: [
        { phase: 'planner', answer: { ...smallPlan, stories: smallPlan.stories.slice(0, 1) } },
        {
          phase: 'story',
          steps: [{ tool: 'write_file', path: 'notes/one.txt', content: 'hello\n' }],
          finish: 'a start',
        },
      ],
    }),
  ]);
  ends(0, ended);
  expect(readdirSync(empty)).toEqual(['.git']);
});
