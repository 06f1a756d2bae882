import { expect, test } from 'vitest';
import type { EventOf, RunEvent } from '../../src/model/events.ts';
import { auditor } from '../../src/participants/auditor.ts';
import { conductor } from '../../src/participants/conductor.ts';
import { critic } from '../../src/participants/critic.ts';
import { librarian, relevantFindings } from '../../src/participants/librarian.ts';
import { sentry } from '../../src/participants/sentry.ts';
import { repository, think } from '../support/ports.ts';
import { BASE, brief, options, plan, requested, shaped, smallMap } from '../support/scenario.ts';
import {
  answers,
  decided,
  decisionsOf,
  failed,
  integrated,
  jobsOf,
  judged,
  prepared,
  scheduled,
  underWay,
  verified,
  viewAfter,
  workOf,
} from '../support/told.ts';

/* Given what has happened, what follows at once. */

const openai = { backend: 'openai' } as const;
const start = conductor(() => 0);
const diamond = shaped({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] });
const paid = (usd: number) => conductor(() => usd);

test('the conductor approves by itself only what it may', () => {
  const proposed = underWay(diamond).slice(0, -1);
  expect(decided(start, proposed)[0]).toBe('plan.approved');
  expect(decided(start, underWay(diamond, { approve: 'ask' }).slice(0, -1))).toEqual([]);
  expect(decided(start, [...proposed, { type: 'revision.requested', version: 1, text: 'x' }])).toEqual([]);
});

test('nothing starts before the repository is mapped, so that every prompt begins alike', () => {
  const early = underWay(diamond).filter(({ type }) => type !== 'repository.mapped');
  expect(decided(start, early)).toEqual([]);
  expect(decided(start, [...early, { type: 'repository.mapped', map: smallMap }])).toEqual([
    'story.scheduled a 1',
  ]);
});

test('a story starts when all it depends on is integrated, as many at once as may be', () => {
  expect(decided(start, underWay(diamond))).toEqual(['story.scheduled a 1']);
  expect(decided(start, [...underWay(diamond), ...integrated('a')])).toEqual([
    'story.scheduled b 1',
    'story.scheduled c 1',
  ]);
  expect(decided(start, [...underWay(diamond, { parallel: 1 }), ...integrated('a')])).toEqual([
    'story.scheduled b 1',
  ]);
  expect(decided(start, [...underWay(diamond), ...integrated('a'), ...integrated('b')])).toEqual([
    'story.scheduled c 1',
  ]);
});

test('the longest way to the end goes first', () => {
  const stories = plan([
    brief('z', { tier: 'light' }),
    brief('a', { estimateMinutes: 9 }),
    brief('m', { tier: 'heavy' }),
  ]);
  expect(decided(start, underWay(stories, { parallel: 3 }))).toEqual([
    'story.scheduled a 1',
    'story.scheduled m 1',
    'story.scheduled z 1',
  ]);
});

test('a story that collides with a running one goes last', () => {
  const stories = plan([brief('a', { tier: 'heavy' }), brief('b', { tier: 'heavy' }), brief('c')]);
  const events: RunEvent[] = [
    ...underWay(stories),
    { type: 'collision.found', id: 'plan:a+b', stage: 'plan', stories: ['a', 'b'], paths: ['x'] },
    ...prepared('a'),
  ];
  expect(decided(start, events)).toEqual(['story.scheduled c 1']);
});

test.each([
  [{ type: 'run.paused' }],
  [{ type: 'budget.reached', kind: 'usd', spent: 1, limit: 1 }],
  [{ type: 'breaker.opened', provider: 'scripted', reason: 'limit' }],
] as RunEvent[][])('nothing starts after %j', (event) => {
  expect(decided(start, [...underWay(diamond), event])).toEqual([]);
});

test('stories of another provider start although one is left alone', () => {
  const stories = plan([brief('a', { route: openai }), brief('b')]);
  const shut: RunEvent = { type: 'breaker.opened', provider: 'openai', reason: 'limit' };
  expect(decided(start, [...underWay(stories), shut])).toEqual(['story.scheduled b 1']);
});

test('an attempt starts only with the money for it held back', () => {
  const both = shaped({ a: [], b: [] });
  expect(decided(paid(3), underWay(both, { budgetUsd: 10 }))).toEqual([
    'story.scheduled a 1',
    'story.scheduled b 1',
  ]);
  expect(decided(paid(6), underWay(both, { budgetUsd: 10 }))).toEqual(['story.scheduled a 1']);
});

test('a failed story is tried again, escalated, and given up when nobody can operate on it', () => {
  const ladder = options({ routes: { ...options().routes, ladder: [openai] } });
  const twice = [...underWay(shaped({ a: [] }), ladder), ...failed('a', 1), ...failed('a', 2)];
  expect(decided(start, twice)).toEqual(['story.escalated a', 'story.scheduled a 3']);
  const quick = [...underWay(shaped({ a: [] }), { quick: true, attempts: 1 }), ...failed('a', 1)];
  expect(decided(start, quick)[0]).toBe('story.failed a');
  expect(decided(start, [...underWay(shaped({ a: [] }), { attempts: 1 }), ...failed('a', 1)])).toEqual([]);
});

const gone = (...names: string[]): RunEvent[] =>
  names.map((worktree) => ({ type: 'worktree.removed', worktree }));
const green: EventOf<'run.verified'> = { type: 'run.verified', ok: true, commit: BASE, evidence: [] };
const nearlyDone = [...underWay(shaped({ a: [] }), { localOnly: true }), ...integrated('a'), green];

test('the run is over when everything that had to follow has happened and no worktree is left', () => {
  expect(decided(start, [...nearlyDone, ...gone('baseline', 'a.1')])).toEqual([]);
  const done = [...nearlyDone, ...gone('baseline', 'a.1', 'integration')];
  expect(decisionsOf(start, done)).toEqual([
    { type: 'run.completed', outcome: 'done', integrated: 1, failed: 0 },
  ]);
});

test('a run is partly done when something is missing, and failed when all is', () => {
  const events = (outcome: RunEvent[]) => [
    ...underWay(shaped({ a: [], b: [] }), { localOnly: true }),
    ...outcome,
    ...gone('baseline', 'a.1', 'b.1', 'integration'),
  ];
  const lost = (storyId: string): RunEvent => ({ type: 'story.failed', storyId, reason: 'no' });
  expect(decisionsOf(start, events([...integrated('a'), lost('b'), green]))).toMatchObject([
    { outcome: 'partial', integrated: 1, failed: 1 },
  ]);
  expect(decisionsOf(start, events([lost('a'), lost('b')]))).toMatchObject([
    { outcome: 'failed', integrated: 0, failed: 2 },
  ]);
});

test('a run whose tests were red before and cannot be compared is partly done, and says why', () => {
  const evidence = {
    ...{ command: 'make test', exitCode: 2, commit: BASE, ms: 1, tail: '', redBefore: true },
    incomparable: true,
  };
  const events = [
    ...underWay(shaped({ a: [] }), { localOnly: true }),
    ...integrated('a'),
    { ...green, evidence: [evidence] },
    ...gone('baseline', 'a.1', 'integration'),
  ];
  expect(decisionsOf(start, events)).toMatchObject([
    {
      ...{ outcome: 'partial', integrated: 1, failed: 0 },
      reason: '`make test` was red before this run, and whether it is worse now cannot be told',
    },
  ]);
});

test('a story that the Surgeon dropped leaves the run partly done; one that it split does not', () => {
  const change = (removed: string[], reason: string): RunEvent => ({
    ...{ type: 'plan.changed', version: 2, storyId: 'b', action: removed.length ? 'drop' : 'retry', reason },
    ...{ removed, asks: false },
  });
  const events = [
    ...underWay(shaped({ a: [], b: [] }), { localOnly: true }),
    ...integrated('a'),
    change(['b'], 'not needed'),
    green,
    ...gone('baseline', 'a.1', 'integration'),
  ];
  expect(decisionsOf(start, events)).toMatchObject([{ outcome: 'partial', integrated: 1, failed: 0 }]);
});

test('the auditor extends what an attempt may spend while there is money, and says when there is none', () => {
  const keeper = (reserve: number) =>
    auditor({ now: () => 0, sleep: async () => {}, reserve: () => reserve });
  const spent = (usd: number): RunEvent => ({
    ...{
      type: 'usage.recorded',
      phase: 'story',
      storyId: 'a',
      attempt: 1,
      id: `u${usd}`,
      route: openai,
      model: 'm',
    },
    ...{ tokens: null, usd, billing: 'billed', requests: 1, ms: 1, firstTokenMs: null },
  });
  const run = (budgetUsd: number) => underWay(shaped({ a: [] }), { budgetUsd });
  const at = [scheduled('a', 1, openai, 2), ...prepared('a', 1, openai).slice(1)];
  expect(decided(keeper(2), [...run(10), ...at, spent(1)])).toEqual([]);
  expect(decided(keeper(2), [...run(10), ...at, spent(2)])).toEqual(['reservation.extended a 1']);
  expect(decided(keeper(2), [...run(2), ...at, spent(2)])).toEqual(['budget.reached']);
  expect(decided(keeper(2), run(1))).toEqual([]); // all that is left may be tried
  expect(decided(keeper(2), [...run(10), ...at, spent(9.9), ...failed('a', 1).slice(2)])).toEqual([
    'budget.reached',
  ]);
});

test('T054 a clock that is set back by a year holds no breaker shut for a year', async () => {
  let wall = 10 * YEAR;
  let slept = 0;
  const keeper = auditor({
    now: () => wall,
    sleep: async (ms) => {
      slept += ms;
      wall += ms - (slept === ms ? YEAR : 0);
    },
    reserve: () => 0,
  });
  const until = new Date(wall + 300_000).toISOString();
  const events: RunEvent[] = [requested(), { type: 'breaker.opened', provider: 'p', reason: 'rate', until }];
  const [closing] = jobsOf(keeper, events);
  expect(await answers(closing, viewAfter(...events))).toEqual([{ type: 'breaker.closed', provider: 'p' }]);
  expect(slept).toBe(300_000);
});
const YEAR = 365 * 86_400_000;

test('the auditor watches the time, and closes what closes by itself', () => {
  const keeper = auditor({ now: () => 0, sleep: async () => {}, reserve: () => 0 });
  const until = '2026-01-01T00:01:00.000Z';
  const shut: RunEvent[] = [
    { type: 'breaker.opened', provider: 'openai', reason: 'limit', until },
    { type: 'breaker.opened', provider: 'claude', reason: 'key' },
  ];
  expect(workOf(keeper, [...underWay(diamond, { timeoutMinutes: 5 }), ...shut])).toEqual([
    'time 5 from 2026-01-01T00:00:00.000Z',
    `breaker openai ${until}`,
  ]);
});

test('overlapping stories are named as soon as there is a plan, and no more when one is through', () => {
  const watch = sentry({ repository, sleep: async () => {}, pause: 1 });
  const stories = plan([
    brief('a', { touches: ['src/**'] }),
    brief('b', { touches: ['src/b.ts'] }),
    brief('c', { touches: ['src/b.ts'], dependsOn: ['a', 'b'] }),
  ]);
  const proposed = underWay(stories, { approve: 'ask' }).slice(0, -1);
  const [found] = decisionsOf(watch, proposed);
  expect(found).toEqual({
    type: 'collision.found',
    id: 'plan:a+b',
    stage: 'plan',
    stories: ['a', 'b'],
    paths: ['src/**'],
  });
  const known = [...underWay(stories), found as RunEvent];
  expect(decided(watch, known)).toEqual([]);
  expect(decided(watch, [...known, ...integrated('a')])).toEqual(['collision.cleared']);
});

test('two agents that edit one file are told, the later one once', () => {
  const watch = sentry({ repository, sleep: async () => {}, pause: 1 });
  const edit = (storyId: string): RunEvent => ({
    ...{
      type: 'tool.used',
      phase: 'story',
      storyId,
      attempt: 1,
      id: `${storyId}1`,
      tool: 'edit_file',
      kind: 'edit',
    },
    ...{ target: 'index.ts', ok: true, ms: 1 },
  });
  const events = [
    ...underWay(shaped({ a: [], b: [] })),
    ...prepared('a'),
    ...prepared('b'),
    edit('a'),
    edit('b'),
  ];
  expect(decisionsOf(watch, events)).toMatchObject([
    { type: 'collision.found', stage: 'edit', stories: ['a', 'b'], paths: ['index.ts'] },
    { type: 'message.sent', storyId: 'b', from: 'sentry' },
  ]);
  expect(workOf(watch, events)).toEqual(['rehearsal']);
});

const read = (storyId: string | undefined, id: string, digest: string): RunEvent => ({
  ...{
    type: 'tool.used',
    phase: storyId ? 'story' : 'planner',
    id,
    tool: 'read_files',
    kind: 'read',
    target: `${id}.ts`,
  },
  ...(storyId ? { storyId, attempt: 1 } : {}),
  ...{ ok: true, ms: 1, digest },
});

test('what was read becomes a finding with its source, once, and reaches those whom it concerns', () => {
  const events = [
    ...underWay(shaped({ a: [], b: [] })),
    read('a', 'r1', 'the parser lives here'),
    read('a', 'r1', 'again'),
  ];
  const decisions = decisionsOf(librarian, events);
  expect(decisions).toMatchObject([
    {
      type: 'finding.recorded',
      text: 'r1.ts: the parser lives here',
      source: { storyId: 'a', path: 'r1.ts' },
    },
  ]);
  const view = viewAfter(...events, ...decisions);
  expect(relevantFindings(view, brief('b', { description: 'Change the parser.' }))).toHaveLength(1);
  expect(relevantFindings(view, brief('a', { description: 'Change the parser.' }))).toEqual([]); // its own
  const later = brief('b', { description: 'Change the parser.' });
  expect(relevantFindings(view, later, view.seq)).toEqual([]);
});

test('what was searched is told with what was found, and a search that found nothing is not told', () => {
  const search = (id: string, digest: string): RunEvent => ({
    ...{ type: 'tool.used', phase: 'story', storyId: 'a', attempt: 1, id, tool: 'search', kind: 'search' },
    ...{ target: 'createServer', ok: true, ms: 1, digest },
  });
  const events = [
    ...underWay(shaped({ a: [], b: [] })),
    search('s1', 'nothing'),
    search('s2', 'src/app.ts:12,40'),
  ];
  expect(decisionsOf(librarian, events)).toMatchObject([{ text: '"createServer": src/app.ts:12,40' }]);
});

test('a quick run has no Critic, and says so', () => {
  const judge = critic({ think, document: '', requirementsDocument: '', repository, mark: () => '' });
  const events = (quick: boolean) => [...underWay(shaped({ a: [] }), { quick }), ...verified('a')];
  expect(decisionsOf(judge, events(true))).toMatchObject([
    { type: 'verdict.given', pass: true, judge: 'rule' },
  ]);
  expect(decided(judge, events(false))).toEqual([]);
  expect(workOf(judge, events(false))).toEqual(['a.1']);
  expect(workOf(judge, events(true))).toEqual([]);
  expect(workOf(judge, [...underWay(shaped({ a: [] })), ...judged('a')])).toEqual([]);
});

test('nobody decides anything on a run that is only requested', () => {
  for (const participant of [start, librarian, sentry({ repository, sleep: async () => {}, pause: 1 })])
    expect(decided(participant, [requested()])).toEqual([]);
});
