import { expect, test } from 'vitest';
import { storiesOf } from '../../src/model/questions.ts';
import { type Temporary, temporaryRepository } from '../adapters/git/temporary.ts';
import { finished, first, runsOf, smallRun, thirdPlan } from '../support/small-script.ts';

const filesOf = (at: Temporary, ref: string) => at.git('ls-tree', '--name-only', ref).split('\n');

test('a run begins at the commit that HEAD is at when it is started, or at a ref that is named', async () => {
  const at = temporaryRepository();
  const first = at.git('rev-parse', 'HEAD');
  const runs = await runsOf(at);
  at.write('b.txt', 'b\n');
  const second = at.save('second');
  const run = await finished(await runs.start('Write files', { ...smallRun(at), planOnly: true }));
  expect(run.view.run?.base).toEqual({ ref: 'main', commit: second });
  const older = await finished(
    await runs.start('Write files', { ...smallRun(at), base: 'HEAD~1', planOnly: true }),
  );
  expect(older.view.run?.base.commit).toBe(first);
  expect(await runs.start('Write files', { ...smallRun(at), base: 'nowhere' })).toEqual({
    problems: [expect.stringContaining('"nowhere" is no commit')],
  });
}, 60_000);

test('a finished run is continued on its own branch, against the base it had', async () => {
  const at = temporaryRepository();
  const runs = await runsOf(at);
  const run = await finished(await runs.start('Write files', smallRun(at)));
  const branch = run.view.run?.branch ?? '';
  const tip = at.git('rev-parse', branch);
  at.write('c.txt', 'meanwhile\n');
  at.save('main goes on');

  const next = { ...smallRun(at, thirdPlan), continues: run.id };
  const continued = await finished(await runs.start('One more', next));
  expect(continued.view.run).toMatchObject({
    branch,
    base: { ref: 'main', commit: tip },
    options: { continues: run.id },
  });
  expect(filesOf(at, branch)).toEqual(['a.txt', 'one.txt', 'three.txt', 'two.txt']);
  expect(at.git('branch', '--list', 'baro/*').split('\n')).toHaveLength(1);

  expect(await runs.start('More', { ...next, base: 'main' })).toHaveProperty('problems');
  expect(await runs.start('More', { ...next, continues: 'unknown' })).toEqual({
    problems: ['There is no run unknown in this repository.'],
  });
  at.git('branch', '-D', branch);
  expect(await runs.start('More', next)).toEqual({
    problems: [`The branch ${branch} of run ${run.id} is not there to go on with.`],
  });
}, 60_000);

test('a finished run that somebody still looks at is continued, one that is worked on is not', async () => {
  const at = temporaryRepository();
  const window = await runsOf(at);
  const shown = await window.start('Write files', smallRun(at));
  if ('problems' in shown) throw new Error(shown.problems.join('\n'));
  const next = { ...smallRun(at, thirdPlan), continues: shown.id };
  const terminal = await runsOf(at);
  expect(await terminal.start('One more', next)).toEqual({
    problems: [`Run ${shown.id} is open in another process; continue it when it is finished.`],
  });
  await shown.over;
  const continued = await finished(await terminal.start('One more', next));
  expect(continued.view.run?.branch).toBe(shown.view.run?.branch);
  await shown.close();
}, 60_000);

test('an approved plan is played again from the same commit, every story on the other route', async () => {
  const at = temporaryRepository();
  const runs = await runsOf(at);
  const run = await finished(await runs.start('Write files', smallRun(at)));
  at.write('c.txt', 'meanwhile\n');
  at.save('main goes on');
  const other = { backend: 'scripted', model: 'another' } as const;

  const again = await finished(first(await runs.playAgain(run.id, [other])));
  expect(again.view.run?.base).toEqual(run.view.run?.base);
  expect(again.view.run?.branch).not.toBe(run.view.run?.branch);
  expect(again.view.run?.options).toMatchObject({
    replays: run.id,
    routes: { phases: { story: other, critic: { backend: 'scripted' } } },
  });
  expect(again.view.phase.proposed?.stories).toEqual(run.view.phase.proposed?.stories);
  const routes = storiesOf(again.view).map(({ attempts, outcome }) => [
    outcome,
    ...attempts.map(({ route }) => route),
  ]);
  expect(routes).toEqual([
    ['integrated', other],
    ['integrated', other],
  ]);
  expect(filesOf(at, again.view.run?.branch ?? '')).toEqual(filesOf(at, run.view.run?.branch ?? ''));

  const compared = await runs.compare([run.id, again.id]);
  expect('markdown' in compared && compared.markdown).toContain('The branches hold the same files.');
  expect(await runs.playAgain('unknown', [other])).toHaveProperty('problems');
  expect(await runs.playAgain(run.id, [{ backend: 'openai-compatible', endpoint: 'nobody' }])).toEqual({
    problems: [expect.stringContaining('"nobody"')],
  });
}, 60_000);
