import type { RunEvent } from '../model/events.ts';
import { spentOn } from '../model/money.ts';
import { isSubstituted } from '../model/questions.ts';
import { type Phase, providerOf, type Route } from '../model/route.ts';
import type { Tokens } from '../model/shapes.ts';
import { clip } from '../model/size.ts';
import type { PriceOf, Progress } from './backend.ts';
import type { At } from './participant.ts';
import { breaker } from './refusal.ts';

export type Reckoning = {
  readonly priceOf: PriceOf;
  /** The most that so many tokens can cost, where the model's price is unknown. */
  readonly atMost: (tokens: Tokens) => number;
  /** Milliseconds, for how long a breaker stays open. */
  readonly now: () => number;
};

/** What a question is about, and who is asked. */
export type About = {
  readonly phase: Phase;
  readonly storyId?: string;
  readonly attempt?: number;
  readonly route: Route;
};

/** What a backend reports on its way, as facts of the run. */
export function* facts(
  thinking: Reckoning,
  at: Pick<At, 'view'>,
  question: About,
  progress: Progress,
): Generator<RunEvent> {
  const { phase, storyId, attempt, route } = question;
  const asked = {
    phase,
    ...(storyId === undefined ? {} : { storyId }),
    ...(attempt === undefined ? {} : { attempt }),
  };
  switch (progress.type) {
    case 'tool': {
      const { type: _, target, digest, ...tool } = progress;
      yield {
        type: 'tool.used',
        ...asked,
        ...tool,
        target: clip(target, 300),
        ...(digest ? { digest: clip(digest, 600) } : {}),
      };
      return;
    }
    case 'usage': {
      const { id, model, tokens, billing, requests, ms, firstTokenMs } = progress;
      const isAnother = progress.insteadOf !== undefined && route.model !== undefined;
      if (isAnother && !isSubstituted(at.view(), route, model))
        yield { type: 'model.substituted', route, model };
      const usd = progress.usd ?? (tokens ? thinking.priceOf(route, model, tokens) : null);
      const atMostUsd = usd === null ? mostUsd(thinking, at, question, progress) : undefined;
      yield {
        type: 'usage.recorded',
        ...asked,
        id,
        route,
        model,
        tokens,
        usd,
        ...(atMostUsd === undefined ? {} : { atMostUsd }),
        billing,
        requests,
        ms: Math.round(ms),
        firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs),
      };
      return;
    }
    case 'delivered':
      if (storyId !== undefined && attempt !== undefined)
        yield { type: 'message.delivered', storyId, attempt, id: progress.id };
      return;
    case 'trouble':
      yield breaker(thinking, providerOf(route), progress);
  }
}

/** What a request of unknown cost takes from the budget: the bound to it, else what is held back for its attempt. */
function mostUsd(
  { priceOf, atMost }: Reckoning,
  at: Pick<At, 'view'>,
  { route, storyId, attempt }: About,
  { model, tokens, billing, ...usage }: Extract<Progress, { type: 'usage' }>,
): number | undefined {
  if (billing === 'subscription') return undefined;
  const bound = tokens ?? usage.atMost;
  if (bound) return priceOf(route, model, bound) ?? atMost(bound);
  const view = at.view();
  const live = view.live.find((one) => one.storyId === storyId && one.number === attempt);
  if (view.brakes.budgetUsd === undefined || !live?.reservedUsd) return undefined;
  return Math.max(0, live.reservedUsd - spentOn(view, live));
}
