import { grouped } from './grouped.ts';
import { PHASES } from './route.ts';
import { rowOf } from './table.ts';
import { type Attempt, type Ledger, ledgerKey, type View } from './view.ts';

/** A sum of dollars that says what it does not know. */
export type Cost = {
  readonly billedUsd: number;
  /** What a subscription paid for, at list price. */
  readonly coveredUsd: number;
  /** Known dollars of which it is not known who pays. */
  readonly unclearUsd: number;
  /** Requests whose cost is unknown, and what they cost at the most. */
  readonly unknown: number;
  readonly atMostUsd: number;
};

const nothing: Cost = { billedUsd: 0, coveredUsd: 0, unclearUsd: 0, unknown: 0, atMostUsd: 0 };

export const sumCost = (costs: Iterable<Cost>): Cost => {
  let sum = nothing;
  for (const cost of costs)
    sum = {
      billedUsd: sum.billedUsd + cost.billedUsd,
      coveredUsd: sum.coveredUsd + cost.coveredUsd,
      unclearUsd: sum.unclearUsd + cost.unclearUsd,
      unknown: sum.unknown + cost.unknown,
      atMostUsd: sum.atMostUsd + cost.atMostUsd,
    };
  return sum;
};

export const ledgersOf = ({ books }: Pick<View, 'books'>): readonly Ledger[] => books.rows;

const sums = new WeakMap<View['books'], Cost>();

export function costOf({ books }: Pick<View, 'books'>): Cost {
  const known = sums.get(books) ?? sumCost(books.rows);
  sums.set(books, known);
  return known;
}

const byStory = new WeakMap<View['books'], ReadonlyMap<string | undefined, readonly Ledger[]>>();

/** Looked up once for all stories of one state of the books. */
export function ledgersOfStory({ books }: Pick<View, 'books'>, storyId: string): readonly Ledger[] {
  const known = byStory.get(books) ?? grouped(books.rows, (ledger) => ledger.storyId);
  byStory.set(books, known);
  return known.get(storyId) ?? [];
}

export const costOfStory = (view: Pick<View, 'books'>, storyId: string): Cost =>
  sumCost(ledgersOfStory(view, storyId));

/** What counts against the budget: everything that is or may be billed, the unknown at its most. */
export const chargeable = ({ billedUsd, unclearUsd, atMostUsd }: Cost) => billedUsd + unclearUsd + atMostUsd;

/** Dollars that an attempt has taken so far, over all phases that dealt with it. */
export const spentOn = (view: View, { storyId, number }: Attempt) =>
  PHASES.reduce((sum, phase) => {
    const ledger = rowOf(view.books, ledgerKey(phase, storyId, number));
    return ledger ? sum + chargeable(ledger) : sum;
  }, 0);

/** It has used up what was held back for it, so that its next request needs more first. */
export function usedUp(view: View, attempt: Attempt): boolean {
  if (view.brakes.budgetUsd === undefined || attempt.reservedUsd === null) return false;
  const spent = spentOn(view, attempt);
  return spent > 0 && spent >= attempt.reservedUsd;
}

/** A model may still be asked on its behalf; who is judged only waits for a person, or for its turn to land. */
export const mayStillAsk = ({ state }: Attempt) => state !== 'judged';

/** Dollars that are neither spent nor held back for an attempt under way; Infinity without a budget. */
export function freeUsd(view: View): number {
  const { budgetUsd } = view.brakes;
  if (budgetUsd === undefined) return Number.POSITIVE_INFINITY;
  const heldBack = view.live
    .filter(mayStillAsk)
    .reduce((sum, attempt) => sum + Math.max(0, (attempt.reservedUsd ?? 0) - spentOn(view, attempt)), 0);
  return budgetUsd - chargeable(costOf(view)) - heldBack;
}

/** A sum that somebody typed; undefined where it is none. */
export const dollars = (text: string): number | undefined =>
  /^\$?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text.replace('$', '')) : undefined;

/** `$0.021`, `$4.30`, `$0`: as many digits as say something. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.001) return '<$0.001';
  return `$${usd.toFixed(usd < 0.1 ? 3 : 2)}`;
}

/** `$0.021 · $1.20 on subscription · 3 requests of unknown cost`: billed, covered and unknown, each said apart. */
export function formatCost({ billedUsd, coveredUsd, unclearUsd, unknown }: Cost): string {
  const parts = [
    billedUsd > 0 || (coveredUsd === 0 && unclearUsd === 0 && unknown === 0) ? formatUsd(billedUsd) : '',
    coveredUsd > 0 ? `${formatUsd(coveredUsd)} on subscription` : '',
    unclearUsd > 0 ? `${formatUsd(unclearUsd)}, unclear who pays` : '',
    unknown > 0 ? `${unknown} ${unknown === 1 ? 'request' : 'requests'} of unknown cost` : '',
  ];
  return parts.filter(Boolean).join(' · ');
}
