import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Entry } from '../../src/model/events.ts';
import { world } from './rig/world.ts';

const project = join(import.meta.dirname, '../..');
const example = join(project, 'examples/table-booking');

/** What comes as often as an agent reads, or whenever somebody has a moment for it. */
const WHENEVER = new Set([
  'tool.used',
  'finding.recorded',
  'message.sent',
  'message.delivered',
  'worktree.removed',
]);

test('the demo ends green, and its log tells the life of a story as ARCHITECTURE.md does', async () => {
  const { baro, log, git, leftovers } = world(example);
  const goal = ['--goal-file', `${example}.goal.md`];
  const script = ['--llm', 'scripted', '--script', `${example}.script.json`];
  const { status, stderr } = await baro(['run', ...goal, ...script, '--local-only', '--yes']);
  expect(stderr).toContain('8 of 8 stories integrated');
  expect(status).toBe(0);

  const said = readFileSync(join(project, 'ARCHITECTURE.md'), 'utf8');
  const block = /<!-- the life of reservation-book -->\n```\n(.*?)```/s.exec(said)?.[1] ?? '';
  const told = block.split('\n').map((line) => line.split(/\s+/).slice(0, 2).join(' '));
  const life = log()
    .filter(isAbout('reservation-book'))
    .map(({ by, event }) => `${by} ${event.type}`);
  expect(life.filter(isTold)).toEqual(told.filter(isTold));

  const types = new Set(log().map(({ event }) => event.type));
  expect([...types]).toEqual(
    expect.arrayContaining(['collision.found', 'integration.conflicted', 'run.verified']),
  );
  expect(
    git('log', '--format=%(trailers:key=Baro-Story,valueonly,separator=)', '--max-count=8', branch(log())),
  ).toContain('reservation-book');
  expect(leftovers()).toEqual([]);
});

const isTold = (line: string) => line !== '' && !WHENEVER.has(line.split(' ')[1] ?? '');

const isAbout =
  (story: string) =>
  ({ event }: Entry) =>
    ('storyId' in event && event.storyId === story) ||
    (event.type === 'story.planned' && event.story.id === story);

const branch = (entries: readonly Entry[]) =>
  entries.flatMap(({ event }) => (event.type === 'run.requested' ? [event.branch] : []))[0] ?? '';
