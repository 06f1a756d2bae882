import type { Intent } from './intents.ts';
import { chargeable, costOf, dollars, formatUsd } from './money.ts';
import type { Estimate } from './protocol.ts';
import type { View } from './view.ts';

/** A run's new limit, as it is asked for everywhere: the whole of it, not what is added to the old one. */
export type NewLimit = {
  readonly kind: 'usd' | 'minutes';
  /** The one that holds now; undefined where there is none. */
  readonly limit: number | undefined;
  /** `$3.60 of $3.00 is spent`; undefined where nothing is limited yet. */
  readonly used: string | undefined;
  /** What may be taken as it is. */
  readonly offered: number;
  /** NaN where it is no number. */
  read(text: string): number;
  /** Why a number will not do: at a limit that is used up already, the run would only ask again. */
  problem(value: number): string | undefined;
  intent(value: number): Intent;
};

/** `now` in milliseconds, as `Date.now` has it. */
export function newLimit(view: View, now: number, estimate?: Estimate): NewLimit {
  return view.brakes.budget?.kind === 'minutes' ? newTime(view, now) : newBudget(view, estimate);
}

function newBudget(view: View, estimate: Estimate | undefined): NewLimit {
  const { budget, budgetUsd: limit = budget?.limit } = view.brakes;
  const spent = Math.max(budget?.spent ?? 0, chargeable(costOf(view)));
  const twice = Number((2 * Math.max(limit ?? 0, spent)).toFixed(2));
  return {
    kind: 'usd',
    limit,
    used: limit === undefined ? undefined : `${formatUsd(spent)} of ${formatUsd(limit)} is spent`,
    offered: limit === undefined ? Math.max(1, Math.ceil(estimate?.usd?.high ?? 5), twice) : twice,
    read: (text) => dollars(text) ?? Number.NaN,
    problem: (value) => tooLittle(value, spent, `${formatUsd(spent)} is spent`),
    intent: (usd) => ({ type: 'raise-budget', usd }),
  };
}

/** The clock of a time limit goes on while the run waits for a new one. */
function newTime({ brakes }: View, now: number): NewLimit {
  const { limit = 0, spent = 0 } = brakes.budget ?? {};
  const until = brakes.offSince === undefined ? now : Date.parse(brakes.offSince);
  const passed = Math.ceil(Math.max(spent, (until - Date.parse(brakes.timeFrom)) / 60_000 || 0));
  return {
    kind: 'minutes',
    limit,
    used: `${passed} of ${limit} minutes have passed`,
    offered: Math.ceil(1.5 * Math.max(limit, passed)),
    read: (text) => (text.trim() === '' ? Number.NaN : Number(text)),
    problem: (value) => tooLittle(value, passed, `${passed} minutes have passed`),
    intent: (minutes) => ({ type: 'raise-budget', minutes }),
  };
}

function tooLittle(value: number, spent: number, soFar: string): string | undefined {
  if (value > spent && Number.isFinite(value)) return undefined;
  return spent > 0 ? `So far ${soFar}; say a number above that.` : 'Say a number above zero.';
}
