import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { ends } from './rig/baro.ts';
import { eventsOf, readEntries } from './rig/entries.ts';
import { scripted, smallPlan, smallRepository, smallScript } from './rig/small-run.ts';
import { world } from './rig/world.ts';

test('the demo is a whole run on recorded answers, and says where everything is', async () => {
  const place = world(smallRepository);
  const ended = await place.baro(['demo']);
  ends(0, ended);
  expect(ended.stderr).toContain('no AI takes part');
  const [demo = ''] = readdirSync(place.env['TMPDIR'] ?? '').filter((name) => name.startsWith('baro-demo-'));
  const root = join(place.env['TMPDIR'] ?? '', demo);
  const log = /Its log +(\S+)/.exec(ended.stderr)?.[1] ?? '';
  const entries = readEntries(log);
  const text = readFileSync(/Pull request +(\S+)/.exec(ended.stderr)?.[1] ?? '', 'utf8');
  expect(ended.stdout.trim()).toBe(text.trim());
  expect(text).toContain('no AI took part');
  expect(ended.stderr).toContain(`rm -rf ${root}`);
  expect(eventsOf(entries, 'run.completed')).toMatchObject([{ outcome: 'done', integrated: 8 }]);
  expect(eventsOf(entries, 'verdict.given').filter(({ pass }) => !pass)).toHaveLength(1);
  expect(eventsOf(entries, 'collision.found').length).toBeGreaterThan(0);
  expect(eventsOf(entries, 'integration.conflicted').length).toBeGreaterThan(0);
  expect(eventsOf(entries, 'branch.pushed')).toHaveLength(1);
  expect(place.leftovers()).toEqual([]);
});

test('a run whose folder is deleted stops and says so', async () => {
  const place = world(smallRepository);
  const script = {
    ...smallScript,
    answers: smallScript.answers.map((answer) =>
      'steps' in answer
        ? { ...answer, steps: [{ tool: 'run_command', command: 'sleep 1' }, ...answer.steps] }
        : answer,
    ),
  };
  const running = place.start([...scripted(place.folder, script), '--local-only', '--yes', smallPlan.goal]);
  await until(() => eventsOf(place.log(), 'attempt.prepared').length > 0);
  rmSync(place.runFolder(), { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  const ended = await running.ended;
  ends(1, ended);
  expect(ended.stderr).toContain('log.jsonl was deleted while the run went on');
  expect(place.git('branch', '--list', 'baro/*')).toBe('');
});
