import { expect, test } from 'vitest';
import { readArgs } from '../../src/cli/args.ts';

const problems = (...argv: readonly string[]) => {
  const read = readArgs(argv);
  return 'problems' in read ? read.problems : [];
};
const typed = (...argv: readonly string[]) => {
  const read = readArgs(argv);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read;
};

test('a goal alone is short for run, and help is a word too', () => {
  expect(typed('Add a thing')).toMatchObject({ command: 'run', words: ['Add a thing'] });
  expect(typed('run', 'Add a thing')).toMatchObject({ command: 'run', words: ['Add a thing'] });
  for (const argv of [[], ['help'], ['help', 'resume'], ['run', '--help'], ['-h']])
    expect(typed(...argv).command).toBe('help');
  for (const argv of [['version'], ['--version']]) expect(typed(...argv).command).toBe('version');
});

test('every command takes --repo and --json', () => {
  for (const command of [
    ...['run', 'resume', 'rerun', 'compare', 'runs', 'show', 'stop', 'clean', 'doctor', 'demo'],
  ])
    expect(typed(command, '--repo', 'there', '--json')).toMatchObject({
      ...{ command, repo: 'there', json: true, unused: [] },
    });
});

test.each([
  ['resmue', 'resume'],
  ['rum', 'run'],
  ['docter', 'doctor'],
  ['stopp', 'stop'],
  ['comapre', 'compare'],
])('%s is a slip for %s, and no goal that costs money', (slip, meant) => {
  expect(problems(slip)).toEqual([
    `There is no command "${slip}". Is it \`baro ${meant}\`? If it is the goal: baro run "${slip}"`,
  ]);
  expect(typed('run', slip)).toMatchObject({ command: 'run', words: [slip] });
  expect(typed(`${slip} it`)).toMatchObject({ command: 'run' });
});

test.each(['refactor', 'fix', 'a', 'tests', 'undo'])('%s may be a goal', (word) => {
  expect(typed(word)).toMatchObject({ command: 'run', words: [word] });
});

test.each([
  [['runs', 'x'], '`baro runs` takes no more words; there is no use for "x".'],
  [['show', 'a', 'b', 'c'], '`baro show` takes one run; there is no use for "b c".'],
  [['rerun', 'a', 'b', 'c'], '`baro rerun` takes a run and a story; there is no use for "c".'],
])('words without a use are refused: %j', (argv, problem) => {
  expect(problems(...argv)).toEqual([problem]);
});

test('a value that a shell left empty is no value', () => {
  expect(problems('--plan', '', '--base=', 'a goal')).toEqual([
    '--plan takes a value, and was given an empty one.',
    '--base takes a value, and was given an empty one.',
  ]);
});

test('an option that the command does not heed is named', () => {
  expect(typed('resume', '--llm', 'openai', '--yes', '--budget', '3').unused).toEqual(['llm']);
  expect(typed('clean', '--yes').unused).toEqual(['yes']);
  expect(typed('a goal', '--llm', 'openai', '--yes').unused).toEqual([]);
});

test('a tier map, endpoints and phases are read into routes', () => {
  const { settings } = typed(
    ...['--tier-map', 'light=openai:a/b@here#low, heavy=claude', '--endpoint', 'here=https://x.test/v1'],
    ...['--critic-llm', 'codex', '--critic-model', 'm', '--story-effort', 'high', 'a goal'],
  );
  expect(settings).toMatchObject({
    tierRoutes: {
      light: { backend: 'openai', model: 'a/b', endpoint: 'here', effort: 'low' },
      heavy: { backend: 'claude' },
    },
    endpoints: { here: 'https://x.test/v1' },
    phaseRoutes: { critic: { backend: 'codex', model: 'm' }, story: { effort: 'high' } },
  });
});
