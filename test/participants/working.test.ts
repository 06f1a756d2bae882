import { expect, test } from 'vitest';
import { Obstacle } from '../../src/engine/obstacle.ts';
import type { Think } from '../../src/engine/think.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { StoryBrief } from '../../src/model/plan.ts';
import type { Route } from '../../src/model/route.ts';
import { architect } from '../../src/participants/architect.ts';
import { cartographer } from '../../src/participants/cartographer.ts';
import { trailersOf } from '../../src/participants/commit-message.ts';
import { critic } from '../../src/participants/critic.ts';
import { mergeQueue, operator } from '../../src/participants/operator.ts';
import { planner } from '../../src/participants/planner.ts';
import type { Publishing } from '../../src/participants/publish.ts';
import { storyAgent } from '../../src/participants/story-agent.ts';
import { storyFactory } from '../../src/participants/story-factory.ts';
import { surgeon } from '../../src/participants/surgeon.ts';
import { verifier } from '../../src/participants/verifier.ts';
import { artifacts, goal, repository, think } from '../support/ports.ts';
import { BASE, brief, options, plan, requested, shaped, smallMap } from '../support/scenario.ts';
import {
  answers,
  commitOf,
  committed,
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

/* Given what has happened, what work is called for. */

/** How many tests passed and failed. */
type Counted = readonly [number, number] | undefined;

const mapped: RunEvent = { type: 'repository.mapped', map: smallMap };
const pinned: RunEvent = { type: 'design.pinned', decisions: ['one'] };
const two = shaped({ a: [], b: [] });
const planning = { think, document: '', goal, code: async () => ({ folder: '', env: {} }) };
const verifying = {
  ...{
    repository,
    artifacts,
    countTests: () => undefined,
    limits: { silenceMs: 1, totalMs: 1 },
    parallel: 2,
  },
};
const verify = verifier({
  ...verifying,
  runCommand: async () => ({ exitCode: 0, ms: 1, tail: '', timedOut: false }),
});
const publishing = {
  ...{ artifacts, clock: () => '2026-01-01T00:00:00.000Z', breath: () => undefined },
  forge: {
    baseMoved: async () => undefined,
    push: async () => ({ problem: '' }),
    openPullRequest: async () => ({ problem: '' }),
  },
};
const operate = operator(repository, publishing);
const making = {
  ...{ repository, artifacts, document: '', goal, sha256: () => '', mark: () => '' },
  ...{ warmCache: async function* () {}, sleep: async () => {} },
};
const factory = storyFactory(making);
const AHEAD = 'worktrees ahead';
const operating = surgeon({ think, document: '', goal, repository, mark: () => '' });

test('first the map, then the design, then the plan', () => {
  expect(workOf(cartographer(repository), [requested()])).toEqual(['map']);
  expect(workOf(cartographer(repository), [requested(), mapped])).toEqual([]);
  expect(workOf(architect(planning), [requested()])).toEqual([]);
  expect(workOf(architect(planning), [requested(), mapped])).toEqual(['design']);
  expect(workOf(architect(planning), [requested({ quick: true }), mapped])).toEqual([]);
  expect(workOf(planner(planning), [requested(), mapped])).toEqual([]);
  expect(workOf(planner(planning), [requested(), mapped, pinned])).toEqual(['plan after 0']);
  expect(workOf(planner(planning), [requested({ quick: true }), mapped])).toEqual(['plan after 0']);
});

test('a plan that was given needs neither design nor Planner', () => {
  expect(workOf(architect(planning), underWay(two))).toEqual([]);
  expect(workOf(planner(planning), underWay(two))).toEqual([]);
});

test('a plan is made again when the person asks for something else', () => {
  const revised: RunEvent[] = [
    ...underWay(two, { approve: 'ask' }).slice(0, -1),
    { type: 'revision.requested', version: 1, text: 'x' },
  ];
  expect(workOf(planner(planning), revised)).toEqual(['plan after 1: x']);
});

test('who works on a story, and for how long, a person says and no model: it holds in the next version too', async () => {
  const mine: Partial<StoryBrief> = { route: { backend: 'claude', model: 'opus' }, persist: { usd: 2 } };
  const revised: RunEvent[] = [
    ...underWay(plan([brief('mine', mine), brief('gone', mine)]), { approve: 'ask' }).slice(0, -1),
    { type: 'revision.requested', version: 1, text: 'x' },
  ];
  const answer = plan([
    brief('mine', { title: 'another' }),
    brief('new', { route: { backend: 'scripted' } }),
  ]);
  const thinks: Think = async function* () {
    yield* [];
    return { ok: true, value: answer as never };
  };
  const [job] = jobsOf(planner({ ...planning, think: thinks }), revised);
  const said = await answers(job, viewAfter(...revised));
  const stories = said.flatMap((event) => (event.type === 'story.planned' ? [event.story] : []));
  expect(stories).toEqual([brief('mine', { ...mine, title: 'another' }), brief('new')]);
});

test('a Planner without an answer refuses the plan, with its reason', async () => {
  const events = [requested(), mapped, pinned];
  const [job] = jobsOf(planner(planning), events);
  expect(await answers(job, viewAfter(...events))).toEqual([
    { type: 'plan.refused', reason: expect.stringContaining('nobody thinks here') },
  ]);
});

test('every scheduled attempt is prepared, every prepared one worked on', () => {
  const agent = storyAgent({ think, repository, artifacts });
  const events = [...underWay(two), scheduled('a'), ...prepared('b')];
  expect(workOf(factory, events)).toContain('a.1');
  expect(workOf(factory, events)).not.toContain('b.1');
  expect(workOf(agent, events)).toEqual(['b.1']);
});

test('the cache is warmed for routes that stories share, as long as a plan is read', () => {
  const heavy: Route = { backend: 'anthropic', model: 'large' };
  const routes = { ...options().routes, tiers: { heavy } };
  const three = plan([brief('a'), brief('b'), brief('c', { tier: 'heavy' })]);
  const waiting = underWay(three, { approve: 'ask', routes }).slice(0, -1);
  expect(workOf(factory, waiting)).toEqual([AHEAD, 'cache scripted 1']);
  expect(workOf(factory, [...waiting, { type: 'plan.approved', version: 1 }])).toEqual([AHEAD]);
  expect(workOf(factory, [...waiting, { type: 'plan.rejected', version: 1 }])).toEqual([]);
});

test('nothing is made ready for a plan before there is a map, or that comes to nothing', () => {
  const given = underWay(two, { approve: 'ask' }).filter(({ type }) => type !== 'plan.approved');
  const unmapped = given.filter(({ type }) => type !== 'repository.mapped');
  const refused: RunEvent = { type: 'plan.refused', reason: 'the repository could not be read' };
  expect(workOf(factory, given)).toContain(AHEAD);
  expect(workOf(factory, unmapped)).toEqual([]);
  expect(workOf(factory, [...unmapped, refused])).toEqual([]);
});

test('a worktree that is made ahead is made to its end, whatever becomes of the plan meanwhile; with the last story that is over', () => {
  const lost: RunEvent = { type: 'story.failed', storyId: 'b', reason: 'no' };
  const begun = [...underWay(two), ...prepared('a')];
  expect(workOf(factory, begun)).toEqual([AHEAD]);
  expect(workOf(factory, [...begun, scheduled('b')])).toEqual([AHEAD, 'b.1']);
  expect(workOf(factory, [...underWay(two), ...integrated('a')])).toEqual([AHEAD]);
  expect(workOf(factory, [...underWay(two), ...integrated('a'), lost])).toEqual([]);
});

test('a cache that cannot be warmed is nobody’s failure', async () => {
  const broken = storyFactory({
    ...making,
    async *warmCache() {
      yield* [];
      throw new Error('the keyring is locked');
    },
  });
  const waiting = underWay(two, { approve: 'ask' }).slice(0, -1);
  const job = jobsOf(broken, waiting).find(({ key }) => key.startsWith('cache'));
  const abort = new AbortController();
  const said: RunEvent[] = [];
  const at = { abort: abort.signal, view: () => viewAfter(...waiting), changed: async () => abort.abort() };
  for await (const event of job?.run(at) ?? []) said.push(event);
  expect([said, abort.signal.aborted]).toEqual([[], true]);
});

/** What is made ahead once so much has happened. */
async function madeAhead(...events: readonly RunEvent[]): Promise<readonly string[]> {
  const made: string[] = [];
  const prepareAhead = async (name: string, commit: string) => void made.push(`${name} at ${commit}`);
  const jobs = jobsOf(storyFactory({ ...making, repository: { ...repository, prepareAhead } }), events);
  const abort = new AbortController();
  const at = { abort: abort.signal, view: () => viewAfter(...events), changed: async () => abort.abort() };
  for await (const _ of jobs.find(({ key }) => key === AHEAD)?.run(at) ?? []);
  return made;
}

test('worktrees are made ahead for those that begin first, whoever has most behind it first', async () => {
  const four = plan([
    brief('short', { estimateMinutes: 1 }),
    brief('long', { estimateMinutes: 9 }),
    brief('leads', { estimateMinutes: 2 }),
    brief('led', { estimateMinutes: 30, dependsOn: ['leads'] }),
  ]);
  const waiting = underWay(four, { approve: 'ask', parallel: 2 }).slice(0, -1);
  expect(await madeAhead(...waiting)).toEqual([`leads.1 at ${BASE}`, `long.1 at ${BASE}`]);
});

test('while a story is verified and judged, a worktree is made at its commit for those that wait for it alone', async () => {
  const five = shaped({ a: [], b: [], afterA: ['a'], afterB: ['b'], afterBoth: ['a', 'b'] });
  const events = underWay(five, { parallel: 3 });
  expect(await madeAhead(...events, ...prepared('a'), ...prepared('b'))).toEqual([]);
  expect(await madeAhead(...events, ...committed('a'), ...prepared('b'))).toEqual([
    `afterA.1 at ${commitOf('a')}`,
  ]);
  // of two only the first can land without a rebase
  expect(await madeAhead(...events, ...committed('a'), ...judged('b'))).toEqual([
    `afterA.1 at ${commitOf('a')}`,
  ]);
  const moved = committed('b', 1, { parent: commitOf('a') });
  expect(await madeAhead(...events, ...integrated('a'), scheduled('afterA'), ...moved)).toEqual([
    `afterB.1 at ${commitOf('b')}`,
    `afterBoth.1 at ${commitOf('b')}`,
  ]);
});

test('one worktree is made ahead for the story that gets the next slot, and none while nothing may begin', async () => {
  const events = [...underWay(shaped({ a: [], b: [], c: [] }), { parallel: 1 }), ...prepared('a')];
  expect(await madeAhead(...events)).toEqual([`b.1 at ${BASE}`]);
  expect(await madeAhead(...events, { type: 'run.paused', reason: 'asked' })).toEqual([]);
});

test('the baseline comes first; until it is known nobody is verified', () => {
  const early = underWay(two).filter(({ type }) => type !== 'baseline.measured');
  expect(workOf(verify, early)).toEqual(['baseline']);
  expect(workOf(verify, [...early, ...committed('a')])).toEqual(['baseline']);
  expect(workOf(verify, [requested({ planOnly: true }), mapped])).toEqual([]);
});

test('a command that does not come to its end is no better than one that was red before', async () => {
  const events = [...underWay(two), ...committed('a')].map((event) =>
    event.type === 'baseline.measured'
      ? { ...event, evidence: [{ command: 'check a', exitCode: 1, commit: BASE, ms: 1, tail: '' }] }
      : event,
  );
  const verdictWith = async (exitCode: number | null) => {
    const runCommand = async () => ({ exitCode, ms: 1, tail: '', timedOut: exitCode === null });
    const place = async () => ({ folder: '', env: {} });
    const there = { ...repository, prepare: place, checkout: place };
    const [job] = jobsOf(verifier({ ...verifying, repository: there, runCommand }), events);
    return answers(job, viewAfter(...events));
  };
  expect(await verdictWith(1)).toMatchObject([{ type: 'attempt.verified', ok: true }]);
  expect(await verdictWith(null)).toMatchObject([{ type: 'attempt.verified', ok: false }]);
});

test.each<[string, Counted, Counted, object | undefined]>([
  ['as many fail and as many pass', [32, 1], [32, 1], { redBefore: true }],
  ['fewer fail', [32, 2], [33, 1], { redBefore: true }],
  ['more fail', [32, 1], [28, 5], undefined],
  ['fewer pass, though no more fail', [32, 1], [20, 1], { redBefore: true, incomparable: true }],
  ['none ever passed', [0, 1], [0, 1], { redBefore: true, incomparable: true }],
  ['nothing was counted', undefined, undefined, { redBefore: true, incomparable: true }],
  ['tests were counted only before', [32, 1], undefined, undefined],
])('a command that was red before is compared by its tests: %s', async (_, then, now, expected) => {
  const tests = (counted: Counted) => counted && { passed: counted[0], failed: counted[1], skipped: 0 };
  const before = tests(then);
  const red = { command: 'check a', exitCode: 1, commit: BASE, ms: 1, tail: '' };
  const events = [...underWay(two), ...committed('a')].map((event) =>
    event.type === 'baseline.measured'
      ? { ...event, evidence: [{ ...red, ...(before ? { tests: before } : {}) }] }
      : event,
  );
  const place = async () => ({ folder: '', env: {} });
  const [job] = jobsOf(
    verifier({
      ...{ ...verifying, repository: { ...repository, prepare: place, checkout: place } },
      ...{ runCommand: async () => ({ exitCode: 1, ms: 1, tail: '', timedOut: false }) },
      countTests: () => tests(now),
    }),
    events,
  );
  const [said] = await answers(job, viewAfter(...events));
  if (said?.type !== 'attempt.verified') throw new Error(`it was ${said?.type}`);
  const [{ redBefore, incomparable } = {}] = said.evidence;
  expect(said.ok).toBe(expected !== undefined);
  expect({ redBefore, incomparable }).toEqual({ redBefore: undefined, incomparable: undefined, ...expected });
});

test('a worktree that cannot be made ready for the base would fail every story: it is a person’s to mend', async () => {
  const early = underWay(two).filter(({ type }) => type !== 'baseline.measured');
  const prepare = async () => {
    throw new Error('The setup command "pnpm install" failed with exit code 127.');
  };
  const runCommand = async () => ({ exitCode: 0, ms: 1, tail: '', timedOut: false });
  const [job] = jobsOf(verifier({ ...verifying, runCommand, repository: { ...repository, prepare } }), early);
  const abort = new AbortController();
  const at = { abort: abort.signal, view: () => viewAfter(...early), changed: async () => {} };
  const run = async () => {
    for await (const _ of job?.run(at) ?? []);
  };
  await expect(run()).rejects.toThrow(Obstacle);
  await expect(run()).rejects.toThrow(/"pnpm install" failed with exit code 127\.\nInstall what is missing/);
});

test('commits are verified in the order in which they came, two at once', () => {
  const three = shaped({ a: [], b: [], c: [] });
  const events = [
    ...underWay(three, { parallel: 3 }),
    ...committed('c'),
    ...committed('a'),
    ...committed('b'),
  ];
  expect(workOf(verify, events)).toEqual([`c.1 ${commitOf('c')}`, `a.1 ${commitOf('a')}`]);
});

test('the whole is verified once, when nothing is left to do', () => {
  const lost: RunEvent = { type: 'story.failed', storyId: 'b', reason: 'no' };
  expect(workOf(verify, [...underWay(two), ...integrated('a')])).toEqual([]);
  expect(workOf(verify, [...underWay(two), ...integrated('a'), lost])).toEqual(['run']);
  const ok: RunEvent = { type: 'run.verified', ok: true, commit: BASE, evidence: [] };
  expect(workOf(verify, [...underWay(two), ...integrated('a'), lost, ok])).toEqual([]);
});

const removals = (keys: readonly string[]) => keys.filter((key) => key.startsWith('remove'));
const others = (keys: readonly string[]) => keys.filter((key) => !key.startsWith('remove'));

test('the operator commits what agents leave and puts one accepted commit after the other onto the branch', () => {
  const events = [...underWay(two), ...committed('a').slice(0, -1)];
  expect(others(workOf(operate, events))).toEqual(['commit a.1']);
  const both = [...underWay(two), ...judged('b'), ...judged('a')];
  expect(others(workOf(operate, both))).toEqual([`integrate b.1 ${commitOf('b')}`]);
  expect(others(workOf(operate, [...underWay(two, { review: true }), ...judged('a')]))).toEqual([]);
});

test('a commit that was rebased keeps its place in the queue while it is verified again, and after', () => {
  const rebased = { ...committed('b').at(-1), commit: 'c'.repeat(40) } as RunEvent;
  const again = { ...verified('b').at(-1), commit: 'c'.repeat(40) } as RunEvent;
  const events = [...underWay(two), ...judged('b'), rebased, ...judged('a')];
  expect(others(workOf(operate, events))).toEqual([]);
  expect(mergeQueue(viewAfter(...events, again)).map(({ storyId }) => storyId)).toEqual(['b', 'a']);
});

test('of two that collide, the one that began first lands first, unless it waits for a person', () => {
  const collision: RunEvent = {
    ...{ type: 'collision.found', id: 'merge:a+b', stage: 'merge', stories: ['a', 'b'], paths: ['x'] },
  };
  const events = [...underWay(two), ...verified('a'), ...judged('b'), collision];
  const queue = (...more: RunEvent[]) =>
    mergeQueue(viewAfter(...events, ...more)).map(({ storyId }) => storyId);
  expect(queue()).toEqual([]);
  expect(queue(...failed('a').slice(-1))).toEqual(['b']);
  expect(queue(...judged('a').slice(-1))).toEqual(['a']);
  const gated = { ...committed('a').at(-1), gates: ['a workflow'] } as RunEvent;
  expect(queue(gated, ...judged('a').slice(-2))).toEqual(['b']);
});

test('worktrees go when nobody looks at them any more', () => {
  expect(removals(workOf(operate, underWay(two, { approve: 'ask' }).slice(0, -1)))).toEqual([]);
  expect(removals(workOf(operate, underWay(two)))).toEqual(['remove baseline']);
  expect(removals(workOf(operate, [...underWay(two), ...prepared('a')]))).toEqual(['remove baseline']);
  expect(removals(workOf(operate, [...underWay(two), ...failed('a')]))).toEqual([
    'remove baseline',
    'remove a.1',
  ]);
  const refused: RunEvent = { type: 'plan.refused', reason: 'no' };
  expect(removals(workOf(operate, [requested(), mapped, refused]))).toEqual(['remove baseline']);
});

const whole: RunEvent[] = [
  ...underWay(plan([brief('a')], { requirements: [{ id: 'toString', quote: 'a goal', stories: ['a'] }] })),
  ...integrated('a'),
  { type: 'run.verified', ok: true, commit: BASE, evidence: [] },
];
const met: RunEvent = { type: 'requirement.judged', id: 'toString', met: true, evidence: 'seen' };

test('the branch is pushed when everything is judged, then its pull request is opened', () => {
  const pushed: RunEvent = { type: 'branch.pushed', branch: 'x', commit: BASE, remote: 'origin' };
  const opened: RunEvent = { type: 'pull-request.opened', url: 'https://x', draft: false };
  expect(others(workOf(operate, whole))).toEqual([]);
  expect(others(workOf(operate, [...whole, met]))).toEqual([`push ${BASE}`]);
  expect(others(workOf(operate, [...whole, met, pushed]))).toEqual([`pull request ${BASE}`]);
  expect(others(workOf(operate, [...whole, met, pushed, opened]))).toEqual([]);
});

test('what the base has got meanwhile is told before the push, and where nobody can tell the push goes on', async () => {
  const moved = {
    commit: commitOf('x'),
    commits: 2,
    conflicts: Array.from({ length: 30 }, (_, n) => `${n}`),
  };
  const pushWith = async (baseMoved: Publishing['forge']['baseMoved']) => {
    const forge = { ...publishing.forge, baseMoved, push: async () => ({ remote: 'origin' }) };
    const [job] = jobsOf(operator(repository, { ...publishing, forge }), [...whole, met]).filter(({ key }) =>
      key.startsWith('push'),
    );
    return answers(job, viewAfter(...whole, met));
  };
  const pushed = { type: 'branch.pushed', commit: BASE, remote: 'origin' };
  expect(await pushWith(async () => moved)).toMatchObject([
    { type: 'base.moved', ...moved, conflicts: moved.conflicts.slice(0, 20) },
    pushed,
  ]);
  expect(await pushWith(async () => undefined)).toMatchObject([pushed]);
  const unreachable = async () => {
    throw new Error('git ls-remote failed');
  };
  expect(await pushWith(unreachable)).toMatchObject([pushed]);
});

test('a requirement is judged whatever it is called, and an answer that is none meets nothing', async () => {
  const judge = critic({ think, document: '', requirementsDocument: '', repository, mark: () => '' });
  expect(workOf(judge, whole)).toEqual(['requirements']);
  expect(workOf(judge, [...whole, met])).toEqual([]);
  expect(await answers(jobsOf(judge, whole)[0], viewAfter(...whole))).toMatchObject([
    {
      type: 'requirement.judged',
      id: 'toString',
      met: false,
      evidence: expect.stringContaining('Not judged'),
    },
  ]);
});

const answering = (value: unknown): Think =>
  async function* (_, { answer }) {
    yield* [];
    const read = answer?.parse(value);
    return read && 'value' in read
      ? { ok: true, value: read.value }
      : { ok: false, kind: 'agent', reason: read?.problem ?? '' };
  };

/** What the Critic makes of an attempt of the story when it is answered so. */
function judgedFrom(value: unknown): Promise<RunEvent[]> {
  const here = { ...repository, prepare: async () => ({ folder: '', env: {} }), diff: async () => '' };
  const documents = { document: '', requirementsDocument: '' };
  const judge = critic({ think: answering(value), ...documents, repository: here, mark: () => '' });
  const events = [...underWay(two), ...verified('a')];
  const [job] = jobsOf(judge, events);
  return answers(job && { ...job, failed: (reason) => fail(reason) }, viewAfter(...events));
}
const fail = (reason: string): never => {
  throw new Error(reason);
};

const line = (criterion: string, met = true) => ({ criterion, met, evidence: 'a.txt' });

test.each([
  ['prose', 'I think it is fine'],
  ['a pass without a criterion', { criteria: [], summary: 'all good' }],
  ['a criterion in two halves', { criteria: [line('a is begun'), line('a is ended')], summary: '' }],
])('the Critic is not taken at a word that is none: %s', async (_, value) => {
  await expect(judgedFrom(value)).rejects.toThrow('The Critic gave no verdict on “Story a”');
});

test.each([
  ['not met', [line('a is done', false)], false],
  ['met', [line('a is done')], true],
  ['met, in other words', [line('A: done.')], true],
])('the Critic’s word on each criterion decides: %s', async (_, criteria, pass) => {
  expect(await judgedFrom({ criteria, summary: '' })).toMatchObject([
    { type: 'verdict.given', pass, criteria: [{ criterion: 'a is done', met: pass }] },
  ]);
});

test('a running agent hears what others found of its own matter: at once, in passing, each thing once', async () => {
  const found = (id: string, storyId: string, text: string): RunEvent => ({
    ...{ type: 'finding.recorded', id, text, source: { phase: 'story', storyId } },
  });
  const about = plan([brief('a', { description: 'Change the parser.' }), brief('b')]);
  const begun = [...underWay(about), ...prepared('a')];
  const news = [
    found('f1', 'b', 'src/parser.ts: parse'),
    found('f2', 'b', 'src/parser.ts: Parser'),
    found('f3', 'b', 'readme.md: chapters'),
    found('f4', 'a', 'src/own-parser.ts: parser'),
  ];
  const heard: unknown[] = [];
  const listening: Think = async function* (_, { inbox }) {
    yield* [];
    heard.push(inbox?.(), inbox?.());
    return { ok: false, kind: 'agent', reason: 'it only listens' };
  };
  const place = { prepare: async () => ({ folder: '', env: {} }) };
  const kept = { ...artifacts, read: async () => '{"shared":"","task":""}' };
  const agent = storyAgent({ think: listening, repository: place, artifacts: kept });
  await answers(jobsOf(agent, begun)[0], viewAfter(...begun, ...news));
  expect(heard).toEqual([
    [
      {
        id: expect.any(String),
        passing: true,
        text: expect.stringMatching(/^Found meanwhile, as data:\n- .*\n- .*$/),
      },
    ],
    [],
  ]);
});

test('an agent that changed nothing has failed, whatever it says', async () => {
  const none = { ...repository, commit: async () => undefined };
  const events = [...underWay(two), ...committed('a').slice(0, -1)];
  const [job] = jobsOf(operator(none, publishing), events);
  expect(await answers(job, viewAfter(...events))).toMatchObject([
    { type: 'attempt.failed', kind: 'agent', reason: 'it finished without changing anything' },
  ]);
});

test('the Surgeon is called for what its agents failed at, and not while a change waits', () => {
  const events = [...underWay(two, { attempts: 1 }), ...failed('a')];
  expect(workOf(operating, events)).toEqual(['a 1']);
  const asks: RunEvent = {
    ...{
      type: 'plan.changed',
      version: 2,
      storyId: 'a',
      action: 'drop',
      reason: 'so',
      removed: ['a'],
      asks: true,
    },
  };
  expect(workOf(operating, [...events, asks])).toEqual([]);
});

test('a Surgeon without an answer gives the story up', async () => {
  const events = [...underWay(two, { attempts: 1 }), ...failed('a')];
  const here = { ...repository, prepare: async () => ({ folder: '', env: {} }) };
  const [job] = jobsOf(surgeon({ think, document: '', goal, repository: here, mark: () => '' }), events);
  expect(await answers(job, viewAfter(...events))).toMatchObject([
    { type: 'plan.changed', action: 'give-up', version: 2 },
  ]);
});

test('whose a commit is stands in its last paragraph; what an agent writes before does not count', () => {
  const message =
    'Title\n\nBaro-Story: stolen\nBaro-Run: other\n\nBaro-Run: r1\nBaro-Story: a\nBaro-Attempt: 2\n';
  expect([...trailersOf(message)]).toEqual([
    ['Baro-Run', 'r1'],
    ['Baro-Story', 'a'],
    ['Baro-Attempt', '2'],
  ]);
  expect([...trailersOf('Fix: it')]).toEqual([['Fix', 'it']]);
});
