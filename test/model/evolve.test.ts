import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import { evolve } from '../../src/model/evolve.ts';
import { Folding, viewOf } from '../../src/model/folding.ts';
import {
  blocked,
  mayBeDecided,
  mayMerge,
  ready,
  settled,
  storiesOf,
  storyOf,
  storyState,
  waitsForDecision,
} from '../../src/model/questions.ts';
import { placeOf } from '../../src/model/seen.ts';
import { emptyTable, rowOf, withRow } from '../../src/model/table.ts';
import { emptyView, type View } from '../../src/model/view.ts';
import { brief, plan, requested, shaped } from '../support/scenario.ts';
import {
  commitOf,
  committed,
  failed,
  integrated,
  judged,
  logOf,
  prepared,
  scheduled,
  underWay,
  verified,
  viewAfter,
} from '../support/told.ts';

const one = underWay(shaped({ a: [] }));
const after = (...events: readonly RunEvent[]) => viewAfter(...one, ...events);
const found = (n: number, text: string): RunEvent => ({
  ...{ type: 'finding.recorded', id: `t${n}`, text },
  source: { phase: 'story', storyId: 'a', attempt: 1 },
});
const states = (...events: readonly RunEvent[]) =>
  storyOf(after(...events), 'a')?.attempts.map(({ state }) => state);

test.each([
  [scheduled('a'), ['scheduled']],
  [prepared('a'), ['prepared']],
  [committed('a'), ['committed']],
  [verified('a'), ['verified']],
  [verified('a', 1, 1), ['failed']],
  [judged('a'), ['judged']],
  [judged('a', 1, false), ['failed']],
  [integrated('a'), ['integrated']],
])('an attempt goes its way: %#', (events, expected) => {
  expect(states(...[events].flat())).toEqual(expected);
});

test('an answer of an attempt that is over changes nothing', () => {
  const over = [...prepared('a'), { type: 'rerun.requested', storyId: 'a' } as const];
  const late: RunEvent[] = [
    { type: 'attempt.finished', storyId: 'a', attempt: 1, summary: 'late' },
    { type: 'attempt.failed', storyId: 'a', attempt: 1, kind: 'agent', reason: 'late' },
    { type: 'story.integrated', storyId: 'a', attempt: 1, commit: commitOf('a') },
  ];
  for (const event of late) expect(after(...over, event).stories).toEqual(after(...over).stories);
});

test('facts about stories and attempts that nobody knows change nothing', () => {
  for (const id of ['z', '__proto__'])
    for (const event of [...integrated(id), { type: 'story.failed', storyId: id, reason: '' } as const])
      expect(after(event).stories).toEqual(after().stories);
});

test('a fact with the same id counts once, whatever folds it', () => {
  const tool: RunEvent = {
    ...{ type: 'tool.used', phase: 'story', storyId: 'a', attempt: 1, id: 't1', tool: 'edit', kind: 'edit' },
    ...{ target: 'a.txt', ok: true, ms: 5 },
  };
  const activity = (view: ReturnType<typeof after>) => rowOf(view.activity, 'a.1');
  expect(activity(after(tool, tool))).toMatchObject({ tools: 1, toolMs: 5, edited: ['a.txt'] });
  const travelled = JSON.parse(JSON.stringify(after(tool))) as ReturnType<typeof after>;
  const entry = { seq: 99, at: '2026-01-02T00:00:00.000Z', by: 'x', event: tool };
  expect(activity(evolve(travelled, entry))?.tools).toBe(1);
  expect(activity(evolve(travelled, { ...entry, event: { ...tool, id: 't2' } }))?.tools).toBe(2);
});

test('a fault that is reported again counts once', () => {
  const broke = (reason: string): RunEvent => ({ type: 'participant.failed', participant: 'sentry', reason });
  expect(
    after(broke('it threw'), broke('it threw'), broke('it hung')).faults.map(({ reason }) => reason),
  ).toEqual(['it threw', 'it hung']);
});

test('what a person accepted stays accepted when it is rebased, unless there is more to look at', () => {
  const accepted: RunEvent = { type: 'attempt.accepted', storyId: 'a', attempt: 1 };
  const commit = (...gates: string[]) => committed('a', 1, { commit: commitOf('a', 2), gates }).slice(-1);
  const isAccepted = (...events: RunEvent[]) =>
    after(...prepared('a'), ...commit('big'), accepted, ...events).live[0]?.accepted;
  expect([isAccepted(), isAccepted(...commit('big')), isAccepted(...commit('big', 'strangers'))]).toEqual([
    ...[true, true, false],
  ]);
});

/** What a view shows of its books: of a set, whose list it may share, how much of that is its own. */
const shown = ({ findings, unread, activity, books }: View) => [
  ...[findings, unread],
  ...[...activity.rows, ...books.rows].map(({ ids, ...row }) => ({ ...row, seen: ids.size })),
];

test('entries folded together come to what they come to one by one, and no view made before changes', () => {
  const asked = { phase: 'story', storyId: 'a', attempt: 1 } as const;
  const events = Array.from({ length: 1200 }, (_, n): RunEvent[] => [
    {
      ...{ type: 'tool.used', ...asked, id: `t${n % 1100}`, tool: 'x', ok: n % 7 > 0, ms: n },
      ...(n % 2 ? { kind: 'read', digest: `d${n % 900}` } : { kind: 'edit' }),
      target: `file-${n % 13}`,
    },
    ...(n % 3 ? [] : [found(n, `file-${n % 13}: d${n % 900}`)]),
    {
      ...{ type: 'usage.recorded', ...asked, id: `u${n % 1000}`, route: { backend: 'openai' }, model: 'm' },
      ...{ usd: n % 5 ? n : null, atMostUsd: 2, billing: 'billed', requests: 1, ms: n },
      ...{ tokens: null, firstTokenMs: n % 4 ? n : null },
    },
    ...(n % 100 ? [] : [{ type: 'run.paused', reason: `${n}` } as const]),
  ]).flat();
  const log = logOf([...one, ...prepared('a'), ...events]);
  const half = viewOf(log.slice(0, 1500));
  const before = structuredClone(shown(half));
  const folding = new Folding(half);
  for (const entry of log.slice(1500)) folding.add(entry);
  const oneByOne = log.reduce(evolve, emptyView);
  expect(viewOf(log)).toEqual(oneByOne);
  expect(folding.view).toEqual(oneByOne);
  expect(oneByOne.findings).toHaveLength(400);
  expect(shown(half)).toEqual(before);
});

test('two folds that part ways do not see each other', () => {
  const start = withRow<number>(emptyTable, 'a', 1);
  const left = withRow(start, 'b', 2);
  const right = withRow(start, 'c', 3);
  expect([
    rowOf(left, 'b'),
    rowOf(left, 'c'),
    rowOf(right, 'b'),
    rowOf(right, 'c'),
    rowOf(start, 'b'),
  ]).toEqual([2, undefined, undefined, 3, undefined]);
  expect(placeOf(start.keys, 'b')).toBeUndefined();
});

test('folding what was read back gives the same as folding it live', () => {
  const log = logOf([...one, ...failed('a'), ...integrated('a', 2)]);
  expect(viewOf(JSON.parse(JSON.stringify(log)))).toEqual(viewOf(log));
  expect(log.reduce(evolve, emptyView)).toEqual(viewOf(log));
});

test('a commit that is rebased keeps its verdict and its place, and is verified anew', () => {
  const rebased = { ...committed('a').at(-1), commit: 'c'.repeat(40) } as Extract<
    RunEvent,
    { type: 'attempt.committed' }
  >;
  const view = after(...judged('a'), rebased);
  expect(view.live[0]).toMatchObject({ state: 'committed', evidence: undefined, verdict: { pass: true } });
  const stale = { ...verified('a').at(-1) } as RunEvent;
  expect(after(...judged('a'), rebased, stale).live[0]?.state).toBe('committed');
  const evidence = { ...stale, commit: 'c'.repeat(40) } as RunEvent;
  const again = after(...judged('a'), rebased, evidence).live[0];
  expect(again).toMatchObject({ state: 'judged', times: { judged: view.live[0]?.times.judged } });
});

test('a failed rerun does not take back what is on the branch', () => {
  const rerun: RunEvent[] = [
    ...integrated('a'),
    { type: 'rerun.requested', storyId: 'a' },
    ...failed('a', 2),
    { type: 'story.failed', storyId: 'a', reason: 'no' },
  ];
  expect(storyOf(after(...rerun), 'a')).toMatchObject({ outcome: 'integrated', commit: commitOf('a') });
});

test('worktrees that may exist are known from before they are made, until they are taken away', () => {
  expect(viewAfter(requested()).worktrees).toEqual([]);
  expect(after(scheduled('a')).worktrees).toEqual(['baseline', 'a.1']);
  expect(after(scheduled('a'), { type: 'worktree.removed', worktree: 'a.1' }).worktrees).toEqual([
    'baseline',
  ]);
});

test('a new version keeps what is as it was, supersedes what is different, and drops what is gone', () => {
  const before = underWay(shaped({ a: [], b: [], c: [] }));
  const changed: RunEvent[] = [
    ...[brief('a'), brief('b', { title: 'new' }), brief('d')].map(
      (story): RunEvent => ({ type: 'story.planned', version: 2, story: copy(story) }),
    ),
    {
      ...{ type: 'plan.proposed', version: 2, count: 3, summary: '' },
      decisions: [],
      assumptions: [],
      questions: [],
    },
    { type: 'plan.approved', version: 2 },
  ];
  const view = viewAfter(...before, ...['a', 'b', 'c'].flatMap((id) => prepared(id)), ...changed);
  expect(storiesOf(view).map(({ id, outcome, attempts }) => [id, outcome, attempts[0]?.state])).toEqual([
    ['a', 'open', 'prepared'],
    ['b', 'open', 'superseded'],
    ['c', 'dropped', 'superseded'],
    ['d', 'open', undefined],
  ]);
});
const copy = (story: ReturnType<typeof brief>) => ({
  ...story,
  ...{ dependsOn: [...story.dependsOn], touches: [...story.touches] },
  ...{ acceptance: [...story.acceptance], verify: [...story.verify] },
});

test('a proposal of which a part is missing is none', () => {
  const torn = underWay(plan([brief('a'), brief('b')])).filter(
    (event) => event.type !== 'story.planned' || event.story.id !== 'a',
  );
  expect(viewAfter(...torn).phase).toMatchObject({ proposed: undefined, approved: 0 });
});

test('ready is what most work waits for, first; what waits for a failed story is blocked', () => {
  const shape = { short: [], long: [], b: ['long'], c: ['b'], d: ['short'] };
  const view = viewAfter(...underWay(shaped(shape)));
  expect(ready(view).map(({ id }) => id)).toEqual(['long', 'short']);
  const lost = viewAfter(...underWay(shaped(shape)), { type: 'story.failed', storyId: 'long', reason: 'no' });
  expect([...blocked(lost)]).toEqual([
    ['b', 'long'],
    ['c', 'long'],
  ]);
  expect(settled(lost)).toBe(false);
  const state = (id: string) => {
    const story = storyOf(lost, id);
    return story && storyState(lost, story);
  };
  expect(['short', 'long', 'b', 'c', 'd'].map(state)).toEqual([
    'waiting',
    'failed',
    'blocked',
    'blocked',
    'waiting',
  ]);
});

test('a rerun of what failed unblocks what waits for it', () => {
  const events: RunEvent[] = [
    ...underWay(shaped({ a: [], b: ['a'] })),
    { type: 'story.failed', storyId: 'a', reason: 'no' },
    { type: 'rerun.requested', storyId: 'a' },
  ];
  expect(blocked(viewAfter(...events)).size).toBe(0);
  expect(ready(viewAfter(...events)).map(({ id }) => id)).toEqual(['a']);
});

test.each([
  [prepared('a'), 'running'],
  [committed('a'), 'verifying'],
  [verified('a'), 'judging'],
  [judged('a'), 'merging'],
  [integrated('a'), 'integrated'],
])('people read where a story stands: %#', (events, expected) => {
  const view = after(...events);
  const story = storyOf(view, 'a');
  expect(story && storyState(view, story)).toBe(expected);
});

test('a gate, or a review that was asked for, needs a person', () => {
  const gated = after(...committed('a', 1, { gates: ['changes a lock file'] }));
  const [attempt] = gated.live;
  expect(attempt && mayMerge(gated, attempt)).toBe(false);
  expect(attempt && waitsForDecision(gated, attempt), 'asked before it is judged').toBe(false);
  expect(attempt && mayBeDecided(attempt), 'decided before it is asked').toBe(true);
  const reviewed = viewAfter(...underWay(shaped({ a: [] }), { review: true }), ...judged('a'));
  const story = storyOf(reviewed, 'a');
  expect(story && storyState(reviewed, story)).toBe('needs you');
  expect(reviewed.live.map((one) => waitsForDecision(reviewed, one))).toEqual([true]);
});
