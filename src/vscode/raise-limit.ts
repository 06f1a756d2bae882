import type { Intent } from '../model/intents.ts';
import { chargeable, costOf, dollars, formatUsd } from '../model/money.ts';
import type { View } from '../model/view.ts';

/** How a person is asked for a run's new limit: the whole of it, not what is added to the old one. */
export function newLimit(view: View) {
  const { budget, budgetUsd } = view.gate;
  const minutes = budget?.kind === 'minutes';
  const old = budget?.limit ?? budgetUsd ?? 0;
  const spent = budget?.spent ?? chargeable(costOf(view));
  const used = minutes
    ? `${Math.round(spent)} of ${old} minutes`
    : `${formatUsd(spent)} of ${formatUsd(old)}`;
  const read = (text: string) => (minutes ? Number(text) : (dollars(text) ?? Number.NaN));
  return {
    prompt: `The new limit in ${minutes ? 'minutes' : 'dollars'}. ${old > 0 ? `${used} used so far.` : 'There is none now.'}`,
    value: old > 0 ? String(minutes ? Math.ceil(old * 1.5) : Number((old * 2).toFixed(2))) : '5',
    check: (text: string) =>
      read(text) > old ? undefined : old > 0 ? `A number above ${old}.` : 'A number above zero.',
    intent: (text: string): Intent => ({
      type: 'raise-budget',
      ...(minutes ? { minutes: read(text) } : { usd: read(text) }),
    }),
  };
}
