import { ledgersOf, sumCost } from './money.ts';
import { attemptMs } from './pace.ts';
import { OWN_FAULTS } from './persistence.ts';
import { storiesOf } from './questions.ts';
import { formatRoute, type Tier } from './route.ts';
import type { FailureKind } from './shapes.ts';
import type { Attempt, View } from './view.ts';

/** What one attempt of a past run says about its route. */
export type Sample = {
  readonly runId: string;
  readonly storyId: string;
  readonly route: string;
  readonly tier: Tier;
  readonly passed: boolean;
  /** From the schedule to the end, verification and verdict included. */
  readonly ms: number;
  /** At list price, whoever pays; undefined where some request's cost is unknown. */
  readonly usd: number | undefined;
};

/** The attempts that ended by what their route did. What befell one (a provider, a crash) or overtook it says nothing. */
export function samplesOf(view: View): readonly Sample[] {
  return storiesOf(view).flatMap(({ id, brief, attempts }) =>
    attempts.filter(tells).map((attempt) => ({
      runId: view.run?.id ?? '',
      storyId: id,
      route: formatRoute(attempt.route),
      tier: brief.tier,
      passed: attempt.state === 'integrated',
      ms: attemptMs(attempt, view.at),
      usd: priceOf(view, attempt),
    })),
  );
}

const tells = ({ state, failure }: Attempt) =>
  state === 'integrated' || (state === 'failed' && isOwn(failure?.kind));

const isOwn = (kind: FailureKind | undefined) => kind !== undefined && OWN_FAULTS.has(kind);

function priceOf(view: View, { storyId, number }: Attempt): number | undefined {
  const ledgers = ledgersOf(view).filter((one) => one.storyId === storyId && one.attempt === number);
  const { billedUsd, coveredUsd, unclearUsd, unknown } = sumCost(ledgers);
  return unknown > 0 || ledgers.length === 0 ? undefined : billedUsd + coveredUsd + unclearUsd;
}
