import type { EventOf } from './events.ts';
import type { RunOptions } from './shapes.ts';
import type { Brakes, View } from './view.ts';

type BrakesEvent = EventOf<
  'run.paused' | 'run.unpaused' | 'budget.reached' | 'budget.raised' | 'breaker.opened' | 'breaker.closed'
>;

/** What may go on at all: pauses, limits and breakers. */
export function evolveBrakes(view: View, event: BrakesEvent): View {
  switch (event.type) {
    case 'run.paused':
      return brakes(view, { paused: event.reason ?? 'asked', obstacle: event.obstacle });
    case 'run.unpaused':
      return brakes(view, { paused: undefined, obstacle: undefined });
    case 'budget.reached':
      return brakes(view, { budget: { kind: event.kind, spent: event.spent, limit: event.limit } });
    case 'budget.raised':
      return brakes(view, {
        budget: undefined,
        budgetUsd: event.usd ?? view.brakes.budgetUsd,
        timeoutMinutes: event.minutes ?? view.brakes.timeoutMinutes,
      });
    case 'breaker.opened': {
      const { provider, reason, until } = event;
      return brakes(view, { breakers: [...otherBreakers(view, provider), { provider, reason, until }] });
    }
    case 'breaker.closed':
      return brakes(view, { breakers: otherBreakers(view, event.provider) });
  }
}

/** The limits that a run begins with. */
export const limited = (view: View, { budgetUsd, timeoutMinutes }: RunOptions): View =>
  brakes(view, { budgetUsd, timeoutMinutes, timeFrom: view.at });

export const stopped = (view: View, { lostTo }: EventOf<'run.stopped'>): View =>
  brakes(over(view), { stopped: true, lostTo: lostTo ?? view.brakes.lostTo });

/** Nobody works on it from now on. */
export const over = (view: View): View => brakes(view, { offSince: view.brakes.offSince ?? view.at });

/** The time limit does not count what passed while nobody worked. */
export function reopened(view: View): View {
  const { timeFrom, offSince } = view.brakes;
  const off = offSince === undefined ? 0 : Math.max(0, Date.parse(view.at) - Date.parse(offSince));
  return brakes(view, { stopped: false, timeFrom: later(timeFrom, off), offSince: undefined });
}

/** The same for what passed between the end of one process and the next one's beginning. */
export const takenUp = (view: View, { awayMs }: EventOf<'run.taken-up'>): View =>
  view.brakes.offSince === undefined ? brakes(view, { timeFrom: later(view.brakes.timeFrom, awayMs) }) : view;

const later = (time: string, ms: number) => (ms > 0 ? new Date(Date.parse(time) + ms).toISOString() : time);

const brakes = (view: View, to: Partial<Brakes>): View => ({ ...view, brakes: { ...view.brakes, ...to } });

const otherBreakers = ({ brakes: { breakers } }: View, provider: string) =>
  breakers.filter((breaker) => breaker.provider !== provider);
