import type { Job, Participant } from '../engine/participant.ts';
import type { RunEvent } from '../model/events.ts';
import { nextStep } from '../model/ladder.ts';
import { chargeable, costOf, freeUsd, mayStillAsk, usedUp } from '../model/money.ts';
import { breakerOf, held, ready } from '../model/questions.ts';
import type { Attempt, View } from '../model/view.ts';
import { affordable, type Reserve } from './conductor.ts';

type Clockwork = {
  readonly now: () => number;
  readonly sleep: (ms: number, abort: AbortSignal) => Promise<void>;
  readonly reserve: Reserve;
};

/** Keeps the books: extends what an attempt may spend while there is money, says when there is none, closes breakers in time. */
export const auditor = (clockwork: Clockwork): Participant => ({
  name: 'auditor',
  reads: ({ run, brakes, live, books, stories, phase, ending }) => [
    run,
    brakes,
    live,
    books,
    stories,
    phase,
    ending,
  ],
  *decide(view) {
    if (view.brakes.budgetUsd === undefined || held(view) || view.ending.completed) return;
    yield* overspent(view, view.brakes.budgetUsd, clockwork.reserve);
  },
  *work(view) {
    const { run, brakes, ending } = view;
    if (!run || ending.completed) return;
    if (brakes.timeoutMinutes !== undefined && !brakes.budget)
      yield watchTime(clockwork, brakes.timeFrom, brakes.timeoutMinutes);
    for (const { provider, until } of brakes.breakers)
      if (until) yield closeBreaker(clockwork, provider, until);
  },
});

function* overspent(view: View, budgetUsd: number, reserve: Reserve): Iterable<RunEvent> {
  const reached = (): RunEvent => ({
    type: 'budget.reached',
    kind: 'usd',
    spent: chargeable(costOf(view)),
    limit: budgetUsd,
  });
  const spent = chargeable(costOf(view));
  if (spent > 0 && spent >= budgetUsd) return yield reached();
  for (const attempt of view.live) {
    // Only an agent at work, or a Critic, has a request to make.
    if (attempt.state !== 'prepared' && attempt.state !== 'verified') continue;
    if (!usedUp(view, attempt)) continue;
    const more = Math.min(freeUsd(view), Math.max((attempt.reservedUsd ?? 0) / 2, budgetUsd / 100));
    if (more > budgetUsd / 1000)
      yield { type: 'reservation.extended', storyId: attempt.storyId, attempt: attempt.number, usd: more };
    else if (!view.live.some((one) => givesBack(view, one))) return yield reached();
  }
  if (view.live.some(mayStillAsk)) return;
  const bounds = ready(view).flatMap((story) => {
    const step = nextStep(view, story);
    return step.type === 'try' && !breakerOf(view, step.route) ? [reserve(story.brief, step.route)] : [];
  });
  if (bounds.length > 0 && bounds.every((bound) => affordable(view, bound) === undefined)) yield reached();
}

/** It goes on with what is held back for it; what it leaves of that comes free when it is judged or over. */
const givesBack = (view: View, attempt: Attempt) =>
  mayStillAsk(attempt) && !usedUp(view, attempt) && !breakerOf(view, attempt.route);

const watchTime = ({ now, sleep }: Clockwork, since: string, minutes: number): Job => ({
  key: `time ${minutes} from ${since}`,
  async *run({ abort }) {
    await sleepUntil({ now, sleep }, Date.parse(since) + minutes * 60_000, abort);
    if (!abort.aborted)
      yield {
        type: 'budget.reached',
        kind: 'minutes',
        spent: (now() - Date.parse(since)) / 60_000,
        limit: minutes,
      };
  },
  failed: () => ({ type: 'budget.reached', kind: 'minutes', spent: minutes, limit: minutes }),
});

/** Looks at the clock once a minute, and is not held up by one that was set back. */
async function sleepUntil(
  { now, sleep }: Pick<Clockwork, 'now' | 'sleep'>,
  end: number,
  abort: AbortSignal,
): Promise<void> {
  for (let left = end - now(); left > 0 && now() < end && !abort.aborted; left -= STEP_MS)
    await sleep(Math.min(left, STEP_MS), abort);
}
const STEP_MS = 60_000;

const closeBreaker = (clockwork: Clockwork, provider: string, until: string): Job => ({
  key: `breaker ${provider} ${until}`,
  async *run({ abort }) {
    await sleepUntil(clockwork, Date.parse(until), abort);
    if (!abort.aborted) yield { type: 'breaker.closed', provider };
  },
  failed: () => ({ type: 'breaker.closed', provider }),
});
