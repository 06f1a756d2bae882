import type { Job, Participant } from '../engine/participant.ts';
import type { RunEvent } from '../model/events.ts';
import { breakerOf, nextStep } from '../model/ladder.ts';
import { chargeable, costOf, freeUsd, spentOn } from '../model/money.ts';
import { held, ready, slotsTaken } from '../model/questions.ts';
import type { View } from '../model/view.ts';
import type { Reserve } from './conductor.ts';

type Clockwork = {
  readonly now: () => number;
  readonly sleep: (ms: number, abort: AbortSignal) => Promise<void>;
  readonly reserve: Reserve;
};

/** Keeps the books: extends what an attempt may spend while there is money, says when there is none, closes breakers in time. */
export const auditor = (clockwork: Clockwork): Participant => ({
  name: 'auditor',
  reads: ({ run, gate, live, books, stories, phase }) => [run, gate, live, books, stories, phase],
  *decide(view) {
    if (view.gate.budgetUsd === undefined || held(view) || view.ending.completed) return;
    yield* overspent(view, view.gate.budgetUsd, clockwork.reserve);
  },
  *work(view) {
    const { run, gate, ending } = view;
    if (!run || gate.stopped || ending.completed) return;
    if (gate.timeoutMinutes !== undefined && !gate.budget)
      yield watchTime(clockwork, run.requestedAt, gate.timeoutMinutes);
    for (const { provider, until } of gate.breakers)
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
  if (chargeable(costOf(view)) >= budgetUsd) return yield reached();
  for (const attempt of view.live) {
    if (attempt.reservedUsd === null || spentOn(view, attempt) < attempt.reservedUsd) continue;
    if (attempt.state !== 'prepared' && attempt.state !== 'scheduled') continue;
    const more = Math.min(freeUsd(view), Math.max(attempt.reservedUsd / 2, budgetUsd / 100));
    if (more <= budgetUsd / 1000) return yield reached();
    yield { type: 'reservation.extended', storyId: attempt.storyId, attempt: attempt.number, usd: more };
  }
  if (view.live.length > 0 || slotsTaken(view) > 0) return;
  const starving = ready(view).find((story) => {
    const step = nextStep(view, story);
    return (
      step.type === 'try' &&
      !breakerOf(view, step.route) &&
      (reserve(story.brief, step.route) ?? 0) > freeUsd(view)
    );
  });
  if (starving && view.phase.approved > 0) yield reached();
}

const watchTime = ({ now, sleep }: Clockwork, since: string, minutes: number): Job => ({
  key: `time ${minutes}`,
  async *run({ abort }) {
    const end = Date.parse(since) + minutes * 60_000;
    while (now() < end && !abort.aborted) await sleep(Math.min(end - now(), 2 ** 30), abort);
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

const closeBreaker = ({ now, sleep }: Clockwork, provider: string, until: string): Job => ({
  key: `breaker ${provider} ${until}`,
  async *run({ abort }) {
    await sleep(Math.max(0, Date.parse(until) - now()), abort);
    if (!abort.aborted) yield { type: 'breaker.closed', provider };
  },
  failed: () => ({ type: 'breaker.closed', provider }),
});
