import { ownRoute } from '../../src/model/ladder.ts';
import { formatCost, ledgersOfStory, sumCost } from '../../src/model/money.ts';
import { attemptMs } from '../../src/model/pace.ts';
import { estimatedMinutes, type StoryBrief } from '../../src/model/plan.ts';
import {
  blocked,
  held,
  lastAttempt,
  plannedStories,
  type StoryState,
  storyOf,
  storyState,
  waitsForDecision,
} from '../../src/model/questions.ts';
import { formatRoute, type Route, type Tier } from '../../src/model/route.ts';
import { rowOf } from '../../src/model/table.ts';
import { type Attempt, attemptKey, type Story, type View } from '../../src/model/view.ts';
import { routeName } from '../route-names.ts';
import { briefCost, count, doing, roughly } from '../words.ts';

export type Dot = 'failed' | 'live' | 'integrated' | 'superseded';

/** All that a story's card shows, as plain values: equal cards need no drawing. */
export type Card = {
  readonly id: string;
  readonly title: string;
  readonly state: StoryState;
  /** What happens, or why it does not. */
  readonly line: string;
  readonly tier: Tier;
  readonly minutes: number;
  readonly route: string;
  readonly routeInFull: string;
  /** Milliseconds of the attempts that are over, and since when (ms since 1970) one is under way. */
  readonly spentMs: number;
  readonly since: number | undefined;
  readonly dots: string;
  readonly added: number | undefined;
  readonly removed: number;
  readonly cost: string;
  readonly costInFull: string;
  /** The attempt that waits for a person's yes or no. */
  readonly asks: number | undefined;
};

const OVER: ReadonlySet<string> = new Set(['integrated', 'failed', 'superseded']);

/** The stories that are drawn: those of the approved plan, else those proposed or being drafted. */
export function drawnStories(view: View): readonly StoryBrief[] {
  if (view.phase.approved > 0) return plannedStories(view).map(({ brief }) => brief);
  return view.phase.draft?.stories.rows ?? view.phase.proposed?.stories ?? [];
}

/** The cards of all stories; a card that shows the same as before stays the same object. */
export function cardsOf(
  view: View,
  briefs: readonly StoryBrief[],
  before: ReadonlyMap<string, Card>,
): ReadonlyMap<string, Card> {
  const cards = new Map<string, Card>();
  for (const brief of briefs) {
    const story = storyOf(view, brief.id);
    const card = story ? ofStory(view, story) : ofBrief(view, brief);
    const known = before.get(brief.id);
    cards.set(brief.id, known && same(known, card) ? known : card);
  }
  return cards;
}

const same = (a: Card, b: Card) => (Object.keys(b) as (keyof Card)[]).every((key) => a[key] === b[key]);

function ofBrief(view: View, brief: StoryBrief): Card {
  const route = routeOf(view, brief);
  return {
    id: brief.id,
    title: brief.title,
    state: 'waiting',
    line: `${count(brief.acceptance.length, 'criterion', 'criteria')} · ${roughly(estimatedMinutes(brief))}`,
    tier: brief.tier,
    minutes: estimatedMinutes(brief),
    ...routeWords(view, route),
    spentMs: 0,
    since: undefined,
    dots: '',
    added: undefined,
    removed: 0,
    cost: '',
    costInFull: '',
    asks: undefined,
  };
}

function ofStory(view: View, story: Story): Card {
  const state = storyState(view, story);
  const attempt = lastAttempt(story);
  const ledgers = ledgersOfStory(view, story.id);
  const cost = sumCost(ledgers);
  const live = story.attempts.find((one) => !OVER.has(one.state));
  return {
    ...ofBrief(view, story.brief),
    state,
    line: lineOf(view, story, state),
    ...routeWords(view, story.next?.routes[0] ?? attempt?.route ?? routeOf(view, story.brief)),
    spentMs: story.attempts.reduce(
      (sum, one) => sum + (OVER.has(one.state) ? attemptMs(one, view.at) : 0),
      0,
    ),
    since: live?.times.scheduled ? Date.parse(live.times.scheduled) : undefined,
    dots: story.attempts.map(dotOf).join(' '),
    added: attempt?.commit?.added,
    removed: attempt?.commit?.removed ?? 0,
    cost: briefCost(cost),
    costInFull: ledgers.length > 0 ? formatCost(cost) : '',
    asks: story.attempts.find((one) => waitsForDecision(view, one))?.number,
  };
}

const routeOf = ({ run }: View, brief: StoryBrief): Route | undefined =>
  run && ownRoute(brief, run.options.routes);

const routeWords = (view: View, route: Route | undefined) => ({
  route: route ? routeName(route, view.run?.options) : '',
  routeInFull: route ? formatRoute(route) : '',
});

const dotOf = ({ state }: Attempt): Dot =>
  state === 'failed' || state === 'integrated' || state === 'superseded' ? state : 'live';

function lineOf(view: View, story: Story, state: StoryState): string {
  const attempt = lastAttempt(story);
  const title = (id: string) => storyOf(view, id)?.brief.title ?? id;
  switch (state) {
    case 'waiting': {
      const open = story.brief.dependsOn.filter((id) => storyOf(view, id)?.outcome !== 'integrated');
      if (open.length > 0) return `after ${open.map(title).join(', ')}`;
      if (story.attempts.length > 0) return `next attempt: ${attempt?.failure?.reason ?? 'asked for'}`;
      const why = held(view);
      return why ? (why === 'budget' ? 'budget used up' : why) : 'next in line';
    }
    case 'running':
      return runningLine(view, attempt);
    case 'verifying':
      return story.brief.verify[0] ?? 'checking the commit';
    case 'judging':
      return 'critic reads the diff';
    case 'merging':
      return 'joining the run branch';
    case 'integrated': {
      if (story.reason) return `rerun failed: ${story.reason}`;
      const parts = [
        attempt?.verdict
          ? `${attempt.verdict.criteria.filter(({ met }) => met).length}/${attempt.verdict.criteria.length} criteria`
          : '',
        attempt?.commit ? count(attempt.commit.changed, 'file') : '',
        story.attempts.length > 1 ? `attempt ${story.attempts.length}` : '',
      ];
      return parts.filter(Boolean).join(' · ');
    }
    case 'needs you': {
      const { change } = view.phase;
      if (change?.storyId === story.id) return `replan proposed: ${change.action}`;
      return attempt?.commit?.gates[0] ?? 'your review';
    }
    case 'failed':
      return story.reason ?? attempt?.failure?.reason ?? '';
    case 'blocked':
      return `${title(blocked(view).get(story.id) ?? '')} failed`;
  }
}

function runningLine(view: View, attempt: Attempt | undefined): string {
  if (!attempt) return '';
  if (attempt.state === 'scheduled') return 'preparing its worktree';
  if (attempt.state === 'finished') return 'committing';
  const activity = rowOf(view.activity, attemptKey(attempt.storyId, attempt.number));
  return activity ? doing(activity) : 'reading the brief';
}
