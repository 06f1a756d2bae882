import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryLock } from '../../src/adapters/git/lock.ts';
import { leaveIntent } from '../../src/adapters/inbox.ts';
import { openLog } from '../../src/adapters/log.ts';
import { readLog } from '../../src/adapters/read-log.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Intent } from '../../src/model/intents.ts';
import type { Route } from '../../src/model/route.ts';
import { runState } from '../../src/model/run-state.ts';
import { lockFolder } from '../../src/run/run-log.ts';
import { resumeRun } from '../../src/run/runs.ts';
import { siteOf } from '../../src/run/site.ts';
import { stopRun } from '../../src/run/stop-run.ts';
import { temporaryRepository } from '../adapters/git/temporary.ts';
import { optionsWith, requested } from '../support/made-up-log.ts';
import { hostWith, noSettings } from '../support/no-settings.ts';
import { storeRun } from '../support/stored-run.ts';
import { until } from '../support/until.ts';

/* A run whose owner lets go of it at the very moment in which another process takes it. */

/** A run that nobody works on, of the scripted backend where no other is named, and what its owner still writes. */
async function underWay(route: Route = { backend: 'scripted' }) {
  const at = temporaryRepository();
  const options = optionsWith(route, { approve: 'ask' });
  const base = { ref: 'main', commit: at.git('rev-parse', 'HEAD') };
  storeRun(at.commonDir, 'r1', [[0, { ...requested('r1', options), base } as RunEvent]]);
  const runs = join(at.commonDir, 'baro', 'runs');
  const file = join(runs, 'r1', 'log.jsonl');
  writeFileSync(join(runs, 'r1', 'script.json'), JSON.stringify({ answers: [{ phase: 'planner' }] }));
  const entries = () => {
    const read = readLog(file);
    if ('problem' in read) throw new Error(read.problem);
    return read.entries;
  };
  const lastWords = (event: RunEvent) => {
    const log = openLog(file);
    log.append({ seq: entries().length + 1, at: new Date().toISOString(), by: 'the owner', event });
    log.close();
  };
  const site = await siteOf(at.checkout, at.env);
  if ('problem' in site) throw new Error(site.problem);
  const resume = (worktreeDirectory = join(at.folder, 'worktrees'), then?: Intent | 'nothing') => {
    const host = hostWith({}, { settings: () => ({ ...noSettings, worktreeDirectory }) });
    return resumeRun(site, 'r1', host, at.env, then);
  };
  return { at, runs, entries, lastWords, resume };
}

const completed: RunEvent = { type: 'run.completed', outcome: 'failed', integrated: 0, failed: 0 };

test('what was asked of an owner that is gone is answered by what is true when the run is taken up', async () => {
  const { runs, entries, resume } = await underWay();
  leaveIntent(join(runs, 'r1', 'inbox'), { type: 'pause' });
  const run = await resume();
  if ('problem' in run) throw new Error(run.problem);
  await until(() => run.view().brakes.paused !== undefined);
  await run.close();
  expect(
    entries()
      .map(({ event }) => event.type)
      .slice(0, 1),
  ).toEqual(['run.requested']);
  expect(entries().filter(({ event }) => event.type === 'run.paused')).toHaveLength(1);
});

test('how long nobody worked on a run is written down, and the time limit does not count it', async () => {
  const { entries, resume } = await underWay();
  const requestedAt = Date.parse(entries()[0]?.at ?? '');
  const before = Date.now();
  const run = await resume();
  if ('problem' in run) throw new Error(run.problem);
  await run.close();
  const [away] = entries().flatMap(({ event }) => (event.type === 'run.taken-up' ? [event] : []));
  expect(away?.awayMs).toBeGreaterThanOrEqual(before - requestedAt);
  expect(Date.parse(run.view().brakes.timeFrom)).toBeGreaterThanOrEqual(before);
  const again = await resume();
  if ('problem' in again) throw new Error(again.problem);
  await again.close();
  expect(entries().filter(({ event }) => event.type === 'run.taken-up')).toHaveLength(1);
});

test('what the owner wrote last is not written over by who stops the run', async () => {
  const { runs, entries, lastWords } = await underWay();
  const stopping = stopRun(runs, 'r1');
  lastWords(completed);
  expect(await stopping).toEqual({ ok: true, said: 'Run r1 is finished already.' });
  expect(entries().map(({ event }) => event.type)).toEqual(['run.requested', 'run.completed']);
});

test('an owner that was asked to stop and ended otherwise is stood in for, and nobody is asked again later', async () => {
  const { runs, entries } = await underWay();
  const release = await tryLock(lockFolder(join(runs, 'r1')));
  const stopping = stopRun(runs, 'r1');
  const inbox = () => readdirSync(join(runs, 'r1', 'inbox')).length;
  await until(() => existsSync(join(runs, 'r1', 'inbox')) && inbox() === 1);
  await release?.();
  expect(await stopping).toEqual({ ok: true, said: 'Run r1 is stopped; `baro resume r1` goes on.' });
  expect(entries().at(-1)?.event.type).toBe('run.stopped');
  expect(inbox()).toBe(0);
});

test('an owner that finishes instead of stopping is believed', async () => {
  const { runs, entries, lastWords } = await underWay();
  const release = await tryLock(lockFolder(join(runs, 'r1')));
  const stopping = stopRun(runs, 'r1');
  await until(() => existsSync(join(runs, 'r1', 'inbox')));
  lastWords(completed);
  await release?.();
  expect(await stopping).toEqual({ ok: true, said: 'Run r1 is finished already.' });
  expect(entries()).toHaveLength(2);
});

test('who resumes a run goes on from what its owner wrote last', async () => {
  const { lastWords, resume } = await underWay();
  const resuming = resume();
  lastWords({ type: 'run.stopped', reason: 'asked' });
  const run = await resuming;
  if ('problem' in run) throw new Error(run.problem);
  await run.close();
  expect(run.view().brakes.stopped).toBe(false);
});

test('a run that could not be opened can be opened later', async () => {
  const { at, resume } = await underWay();
  const home = join(at.folder, 'home-of-baro');
  mkdirSync(home);
  writeFileSync(join(home, 'worktrees'), 'no folder');
  expect(await resume(home)).toEqual({
    problem: expect.stringMatching(/^The folder \S+ cannot be made \(ENOTDIR\)\. Set BARO_HOME/),
  });
  const run = await resume();
  if ('problem' in run) throw new Error(run.problem);
  await run.close();
});

test('a paused run is taken up paused by who answers nothing, and goes on for who resumes it', async () => {
  const { entries, lastWords, resume } = await underWay();
  lastWords({ type: 'run.paused', reason: 'asked' });
  const run = await resume(undefined, 'nothing');
  if ('problem' in run) throw new Error(run.problem);
  await run.close();
  expect(runState(run.view())).toBe('paused');
  expect(entries().map(({ event }) => event.type)).not.toContain('run.unpaused');
  const resumed = await resume();
  if ('problem' in resumed) throw new Error(resumed.problem);
  await resumed.close();
  expect(entries().map(({ event }) => event.type)).toContain('run.unpaused');
});

test('a run whose models are not here is not taken up to fail, and can be stopped all the same', async () => {
  const { entries, resume } = await underWay({ backend: 'copilot' });
  const before = entries();
  const problem = expect.stringMatching(/^For the .*: `copilot` .* only a run inside VS Code/);
  for (const then of [undefined, 'nothing'] as const)
    expect(await resume(undefined, then)).toEqual({ problem });
  expect(entries()).toEqual(before);
  const stopped = await resume(undefined, { type: 'stop' });
  if ('problem' in stopped) throw new Error(stopped.problem);
  await stopped.close();
  expect(entries().at(-1)?.event.type).toBe('run.stopped');
});
