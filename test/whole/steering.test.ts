import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startGithub } from '../support/github-server.ts';
import { until } from '../support/until.ts';
import { ends } from './rig/baro.ts';
import { eventsOf, parseEntries } from './rig/entries.ts';
import { remoteOf } from './rig/remote.ts';
import { asked, openaiOf, overOpenai, served, smallBrain } from './rig/small-model.ts';
import { scripted, smallPlan, smallRepository, smallScript } from './rig/small-run.ts';
import { type World, world } from './rig/world.ts';

/** A run whose first stories wait in a command until the file `go` is there. */
function waiting(place: World) {
  const go = join(place.folder, 'go');
  const command = `echo begun; while [ ! -e '${go}' ]; do sleep 0.05; done`;
  const script = {
    ...smallScript,
    answers: smallScript.answers.map((answer) =>
      'steps' in answer && answer.phase === 'story'
        ? { ...answer, steps: [{ tool: 'run_command', command }, ...answer.steps] }
        : answer,
    ),
  };
  const args = [...scripted(place.folder, script), '--local-only', '--yes', smallPlan.goal];
  return { args, go: () => writeFileSync(go, '') };
}

const types = (place: World) => place.log().map(({ event }) => event.type);
const atWork = (place: World) =>
  until(() => types(place).filter((type) => type === 'attempt.prepared').length >= 2);

test('a run is stopped from another process and goes on when it is resumed', async () => {
  const place = world(smallRepository);
  const { args, go } = waiting(place);
  const running = place.start(args);
  await atWork(place);
  const [id = ''] = place.runs();
  const stopped = await place.baro(['stop', id]);
  ends(0, stopped);
  expect(stopped.stderr).toBe(`Run ${id} is stopped; \`baro resume ${id}\` goes on.\n`);
  ends(1, await running.ended);
  expect(types(place)).toContain('run.stopped');
  ends(0, await place.baro(['stop', id]));
  go();
  ends(0, await place.baro(['resume']));
  expect(eventsOf(place.log(), 'run.completed')).toMatchObject([{ outcome: 'done' }]);
  expect(place.leftovers()).toEqual([]);
});

test('a finished plan races on two routes: one run wins, the other is stopped or late, and they are compared', async () => {
  const place = world(smallRepository);
  ends(
    0,
    await place.baro([...scripted(place.folder, smallScript), '--local-only', '--yes', smallPlan.goal]),
  );
  const [id = ''] = place.runs();
  const race = ['rerun', id, '--route', 'scripted:one', '--route', 'scripted:two'];
  const raced = await place.baro(race);
  ends(0, raced);
  const [, model, won] = /scripted:(one|two) won the race: run (\S+),/.exec(raced.stderr) ?? [];
  expect(raced.stderr).toMatch(/^scripted:one {2}/m);
  expect(raced.stderr).toMatch(/^scripted:two {2}/m);
  expect(raced.stdout).toContain(`scripted:${model}`);
  expect(place.runs()).toHaveLength(3);
  expect(place.runs()).toContain(won);
  ends(0, await place.baro(['clean']));
  expect(place.leftovers()).toEqual([]);
});

test('Ctrl-C ends with 130 and nothing final in the log; resume shows only what is new', async () => {
  const place = world(smallRepository);
  const { args, go } = waiting(place);
  const running = place.start([...args, '--json']);
  await atWork(place);
  running.process.kill('SIGINT');
  const ended = await running.ended;
  ends(130, ended);
  const before = place.log();
  expect(parseEntries(ended.stdout)).toEqual(before);
  expect(types(place)).not.toContain('run.stopped');
  expect(types(place)).not.toContain('run.completed');
  expect(place.leftovers().filter((left) => left.startsWith('process'))).toEqual([]);
  const listed = await place.baro(['runs', '--json']);
  expect(JSON.parse(listed.stdout)).toMatchObject({ state: 'interrupted', stories: 3, integrated: 0 });
  go();
  const resumed = await place.baro(['resume', '--json']);
  ends(0, resumed);
  expect(parseEntries(resumed.stdout)).toEqual(place.log().slice(before.length));
  expect(place.log().map(({ seq }) => seq)).toEqual(place.log().map((_, index) => index + 1));
  const again = await place.baro(['resume', '--json', place.runs()[0] ?? '']);
  expect(again).toMatchObject({ status: 0, stdout: '' });
  expect(place.leftovers()).toEqual([]);
});

test('a reader of the entries that goes away ends the run as a signal would', async () => {
  const place = world(smallRepository);
  const { args, go } = waiting(place);
  const running = place.start([...args, '--json']);
  await atWork(place);
  running.process.stdout?.destroy();
  go();
  const ended = await running.ended;
  ends(130, ended);
  expect(ended.stderr).not.toMatch(/EPIPE|at .*\.mjs/);
  ends(0, await place.baro(['resume']));
  expect(place.leftovers()).toEqual([]);
});

test('a second process neither takes a living run over nor disturbs it', async () => {
  const place = world(smallRepository);
  const { args, go } = waiting(place);
  const running = place.start(args);
  await atWork(place);
  const second = place.start(['resume', '--json', place.runs()[0] ?? '']);
  await until(() => second.said.stderr.includes('Another process works on this run'));
  go();
  ends(0, await running.ended);
  const watched = await second.ended;
  ends(0, watched);
  expect(parseEntries(watched.stdout).at(-1)).toMatchObject({ event: { type: 'run.completed' } });
  expect(eventsOf(place.log(), 'story.scheduled').length).toBe(4);
});

test('an integrated story is worked on again on another route, onto the same branch and pull request', async () => {
  const place = world(smallRepository);
  const remote = remoteOf(place);
  await using github = await startGithub();
  const server = await served(
    smallBrain({
      two: [{ files: { 'notes/two.txt': 'two\n' } }, { files: { 'notes/two.txt': 'two, better\n' } }],
    }),
  );
  const env = { ...openaiOf(server), GITHUB_API_URL: github.url, GITHUB_TOKEN: 'ghp_canary' };
  ends(0, await place.baro(overOpenai, env));
  const [id = ''] = place.runs();
  const before = place.log().length;
  const again = await place.baro(['rerun', id, 'two', '--route', 'openai:other-1', '--json'], env);
  ends(0, again);
  expect(parseEntries(again.stdout)).toEqual(place.log().slice(before));
  const [{ branch } = { branch: '' }] = eventsOf(place.log(), 'run.requested');
  const trailers = '%(trailers:key=Baro-Story,key=Baro-Attempt,key=Baro-Route,valueonly,separator=%x20)';
  expect(place.git('log', '--reverse', `--format=${trailers}`, `main..${branch}`).split('\n')).toHaveLength(
    4,
  );
  expect(place.git('log', '-1', `--format=${trailers}`, branch)).toBe('two 2 openai:other-1');
  expect(remote('rev-parse', branch)).toBe(place.git('rev-parse', branch));
  expect(github.pulls).toHaveLength(1);
  expect(github.pulls[0]?.body).toContain('openai:other-1');
  expect(place.leftovers()).toEqual([]);
});

test('a story that failed makes a draft; run again with success, the same pull request is none any more', async () => {
  const place = world(smallRepository);
  remoteOf(place);
  await using github = await startGithub();
  const unmet = {
    criteria: [{ criterion: 'the note two says what it is', met: false, evidence: 'it does not' }],
    summary: 'no',
  };
  const wrong = (n: number) => ({ files: { 'notes/two.txt': `wrong ${n}\n` }, verdict: unmet });
  const right = { files: { 'notes/two.txt': 'two\n' } };
  const server = await served(smallBrain({ two: [wrong(1), wrong(2), wrong(3), right] }));
  const env = { ...openaiOf(server), GITHUB_API_URL: github.url, GITHUB_TOKEN: 'ghp_canary' };
  const first = await place.baro(overOpenai, env);
  ends(1, first);
  expect(eventsOf(place.log(), 'run.completed')).toMatchObject([
    { outcome: 'partial', integrated: 1, failed: 2 },
  ]);
  expect(github.pulls).toMatchObject([{ draft: true }]);
  expect(github.pulls[0]?.body).toContain('not met: the note two says what it is');
  const [id = ''] = place.runs();
  const again = await place.baro(['rerun', id, 'two', '--route', 'openai:other-1'], env);
  ends(0, again);
  expect(github.pulls).toMatchObject([{ draft: false }]);
  expect(eventsOf(place.log(), 'story.integrated').map(({ storyId }) => storyId)).toEqual([
    'one',
    'two',
    'three',
  ]);
});

test('a plan alone is printed as a plan file, and nothing is begun', async () => {
  const place = world(smallRepository);
  const server = await served(smallBrain());
  const planned = await place.baro(['--llm', 'openai', '--plan-only', smallPlan.goal], openaiOf(server));
  ends(0, planned);
  expect(JSON.parse(planned.stdout)).toMatchObject({
    goal: smallPlan.goal,
    stories: smallPlan.stories.map(({ id, dependsOn, verify }) => ({ id, dependsOn, verify })),
  });
  expect(asked(server, 'story')).toBe(0);
  expect(place.git('branch', '--list', 'baro/*')).toBe('');
  expect(place.leftovers()).toEqual([]);
  expect(
    await place.baro(['--llm', 'openai', '--yes', '--continue', 'More'], openaiOf(server)),
  ).toMatchObject({
    status: 2,
    stderr:
      'There is no finished run with something integrated to go on from. `baro runs` lists what there is.\n',
  });
  const file = join(place.folder, 'plan.json');
  writeFileSync(file, planned.stdout);
  const run = await place.baro(
    ['--llm', 'openai', '--yes', '--local-only', '--plan', file],
    openaiOf(server),
  );
  ends(0, run);
  expect(asked(server, 'planner')).toBe(1);
});

test('a quick run is one story that nobody judges', async () => {
  const place = world(smallRepository);
  const quick = { ...smallPlan, stories: smallPlan.stories.slice(0, 1) };
  const brain = smallBrain();
  const server = await served((question) =>
    question.labels.phase === 'planner' ? { calls: [{ name: 'answer', args: quick }] } : brain(question),
  );
  const ended = await place.baro([...overOpenai, '--quick', '--local-only'], openaiOf(server));
  ends(0, ended);
  for (const phase of ['architect', 'critic', 'surgeon']) expect(asked(server, phase)).toBe(0);
  expect(eventsOf(place.log(), 'story.integrated')).toHaveLength(1);
});

test('a budget that is used up ends an unattended run; raised, it goes on', async () => {
  const place = world(smallRepository);
  const server = await served(smallBrain());
  const env = openaiOf(server);
  const ended = await place.baro([...overOpenai, '--local-only', '--budget', '0.000001'], env);
  ends(1, ended);
  expect(ended.stderr).toMatch(/The run waits: the budget is used up/);
  expect(eventsOf(place.log(), 'budget.reached')).toMatchObject([{ kind: 'usd' }]);
  const stuck = await place.baro(['resume'], env);
  ends(1, stuck);
  expect(stuck.stderr).toMatch(/--budget/);
  const raised = await place.baro(['resume', '--budget', '50'], env);
  ends(0, raised);
  expect(place.leftovers()).toEqual([]);
});

test('a finished run is continued on its branch and in its pull request', async () => {
  const place = world(smallRepository);
  const remote = remoteOf(place);
  await using github = await startGithub();
  const more = { ...smallPlan, goal: 'A fourth note', stories: [{ ...smallPlan.stories[0], id: 'four' }] };
  const criteria = [{ criterion: 'the note one says what it is', met: true, evidence: 'it does' }];
  const met = { criteria, summary: 'good' };
  const brain = smallBrain({ four: { files: { 'notes/one.txt': 'one again\n' }, verdict: met } });
  const server = await served((question) =>
    question.labels.phase === 'planner' && JSON.stringify(question.conversation).includes('A fourth note')
      ? { calls: [{ name: 'answer', args: more }] }
      : brain(question),
  );
  const env = { ...openaiOf(server), GITHUB_API_URL: github.url, GITHUB_TOKEN: 'ghp_canary' };
  ends(0, await place.baro(overOpenai, env));
  const [{ branch } = { branch: '' }] = eventsOf(place.log(), 'run.requested');
  const before = place.git('rev-parse', branch);
  const continued = await place.baro(['--llm', 'openai', '--yes', '--continue', 'A fourth note'], env);
  ends(0, continued);
  expect(eventsOf(place.log(), 'run.requested')).toMatchObject([{ branch }]);
  expect(place.git('rev-parse', `${branch}^`)).toBe(before);
  expect(remote('rev-parse', branch)).toBe(place.git('rev-parse', branch));
  expect(github.pulls).toMatchObject([{ base: { ref: 'main' }, head: { ref: branch } }]);
});
