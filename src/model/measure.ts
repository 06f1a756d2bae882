import type { Entry } from './events.ts';
import { type Times, timesOf } from './measure-time.ts';
import { overheadOf, type Use, useOf } from './measure-use.ts';
import { type Cost, ledgersOf, sumCost } from './money.ts';
import { attemptMs } from './pace.ts';
import { lastAttempt, plannedStories, storiesOf } from './questions.ts';
import { formatRoute, PHASES, type Phase, type Tier } from './route.ts';
import { type RunState, runState } from './run-state.ts';
import type { Evidence } from './shapes.ts';
import type { Ledger, Story, View } from './view.ts';

/** Everything that one run can be compared with another by. What nobody measured is `undefined`, never zero. */
export type Measured = {
  readonly id: string;
  readonly goal: string;
  readonly base: string;
  readonly branch: string;
  /** The last commit of the branch that this run vouches for. */
  readonly tip: string | undefined;
  readonly requestedAt: string;
  readonly state: RunState;
  /** All that was planned is integrated, and the whole is verified. */
  readonly whole: boolean;
  readonly times: Times;
  readonly stories: { readonly planned: number; readonly integrated: number };
  readonly attempts: { readonly made: number; readonly retries: number; readonly failed: number };
  readonly tests: { readonly before: Tests | undefined; readonly after: Tests | undefined };
  readonly requirements: { readonly all: number; readonly met: number };
  readonly use: Use;
  /** Requests of the story agents for each story that was worked on. */
  readonly requestsPerStory: number | undefined;
  readonly overheadMs: number | undefined;
  readonly phases: readonly PhaseMeasured[];
  readonly eachStory: readonly StoryMeasured[];
};

export type Tests = { readonly passed: number; readonly failed: number };

export type PhaseMeasured = Use & {
  readonly phase: Phase;
  /** Every route that answered, the first first. */
  readonly routes: readonly string[];
};

export type StoryMeasured = {
  readonly id: string;
  readonly title: string;
  readonly tier: Tier;
  readonly outcome: Story['outcome'];
  /** Of the attempt that was integrated, else of the last one. */
  readonly route: string | undefined;
  readonly attempts: number;
  readonly ms: number;
  readonly requests: number;
  readonly cost: Cost;
};

export function measure(view: View, entries: readonly Entry[]): Measured {
  const ledgers = ledgersOf(view);
  const planned = plannedStories(view);
  const tried = storiesOf(view).filter(({ attempts }) => attempts.length > 0);
  const made = tried.reduce((sum, { attempts }) => sum + attempts.length, 0);
  const requirements = view.phase.proposed?.requirements ?? [];
  const { ending } = view;
  const forStories = useOf(ledgers.filter(({ phase }) => phase === 'story')).requests;
  return {
    id: view.run?.id ?? '',
    goal: view.run?.goal ?? '',
    base: view.run?.base.commit ?? '',
    branch: view.run?.branch ?? '',
    tip: ending.verified?.commit ?? lastLanded(view),
    requestedAt: view.run?.requestedAt ?? '',
    state: runState(view),
    whole: ending.completed?.outcome === 'done',
    times: timesOf(view, entries),
    stories: {
      planned: planned.length,
      integrated: planned.filter(({ outcome }) => outcome === 'integrated').length,
    },
    attempts: {
      made,
      retries: made - tried.length,
      failed: tried.flatMap(({ attempts }) => attempts).filter(({ state }) => state === 'failed').length,
    },
    tests: { before: testsIn(view.phase.baseline), after: testsIn(ending.verified?.evidence) },
    requirements: {
      all: requirements.length,
      met: requirements.filter(({ id }) => ending.requirements[id]?.met).length,
    },
    use: useOf(ledgers),
    requestsPerStory: tried.length > 0 && forStories > 0 ? forStories / tried.length : undefined,
    overheadMs: overheadOf(view, entries),
    phases: PHASES.flatMap((phase) =>
      phaseMeasured(
        phase,
        ledgers.filter((one) => one.phase === phase),
      ),
    ),
    eachStory: storiesOf(view).map((story) => storyMeasured(view, story, ledgers)),
  };
}

function lastLanded(view: View): string | undefined {
  const landed = storiesOf(view)
    .flatMap(({ attempts }) => attempts)
    .filter(({ times }) => times.integrated !== undefined)
    .toSorted((a, b) => (a.times.integrated ?? '').localeCompare(b.times.integrated ?? ''));
  return landed.at(-1)?.commit?.commit;
}

function testsIn(evidence: readonly Evidence[] | undefined): Tests | undefined {
  const counted = (evidence ?? []).flatMap(({ tests }) => (tests ? [tests] : []));
  if (counted.length === 0) return undefined;
  return {
    passed: counted.reduce((sum, { passed }) => sum + passed, 0),
    failed: counted.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function phaseMeasured(phase: Phase, ledgers: readonly Ledger[]): readonly PhaseMeasured[] {
  if (ledgers.length === 0) return [];
  return [{ phase, routes: [...new Set(ledgers.map(({ route }) => formatRoute(route)))], ...useOf(ledgers) }];
}

function storyMeasured(view: View, story: Story, ledgers: readonly Ledger[]): StoryMeasured {
  const { id, brief, attempts, outcome } = story;
  const own = ledgers.filter(({ storyId }) => storyId === id);
  const told = attempts.find(({ state }) => state === 'integrated') ?? lastAttempt(story);
  return {
    id,
    title: brief.title,
    tier: brief.tier,
    outcome,
    route: told && formatRoute(told.route),
    attempts: attempts.length,
    ms: attempts.reduce((sum, attempt) => sum + attemptMs(attempt, view.at), 0),
    requests: own.reduce((sum, { requests }) => sum + requests, 0),
    cost: sumCost(own),
  };
}
