import type { EventOf } from './events.ts';
import type { RunOptions } from './shapes.ts';
import type { Gate, View } from './view.ts';

type GateEvent = EventOf<
  'run.paused' | 'run.unpaused' | 'budget.reached' | 'budget.raised' | 'breaker.opened' | 'breaker.closed'
>;

/** What may go on at all: pauses, limits and breakers. */
export function evolveGate(view: View, event: GateEvent): View {
  switch (event.type) {
    case 'run.paused':
      return gate(view, { paused: event.reason ?? 'asked', obstacle: event.obstacle });
    case 'run.unpaused':
      return gate(view, { paused: undefined, obstacle: undefined });
    case 'budget.reached':
      return gate(view, { budget: { kind: event.kind, spent: event.spent, limit: event.limit } });
    case 'budget.raised':
      return gate(view, {
        budget: undefined,
        budgetUsd: event.usd ?? view.gate.budgetUsd,
        timeoutMinutes: event.minutes ?? view.gate.timeoutMinutes,
      });
    case 'breaker.opened': {
      const { provider, reason, until } = event;
      return gate(view, { breakers: [...otherBreakers(view, provider), { provider, reason, until }] });
    }
    case 'breaker.closed':
      return gate(view, { breakers: otherBreakers(view, event.provider) });
  }
}

/** The limits that a run begins with. */
export const limited = (view: View, { budgetUsd, timeoutMinutes }: RunOptions): View =>
  gate(view, { budgetUsd, timeoutMinutes, timeFrom: view.at });

export const stopped = (view: View, { lostTo }: EventOf<'run.stopped'>): View =>
  gate(over(view), { stopped: true, lostTo: lostTo ?? view.gate.lostTo });

/** Nobody works on it from now on. */
export const over = (view: View): View => gate(view, { offSince: view.gate.offSince ?? view.at });

/** The time limit does not count what passed while nobody worked. */
export function reopened(view: View): View {
  const { timeFrom, offSince } = view.gate;
  const off = offSince === undefined ? 0 : Math.max(0, Date.parse(view.at) - Date.parse(offSince));
  return gate(view, { stopped: false, timeFrom: later(timeFrom, off), offSince: undefined });
}

/** The same for what passed between the end of one process and the next one's beginning. */
export const takenUp = (view: View, { awayMs }: EventOf<'run.taken-up'>): View =>
  view.gate.offSince === undefined ? gate(view, { timeFrom: later(view.gate.timeFrom, awayMs) }) : view;

const later = (time: string, ms: number) => (ms > 0 ? new Date(Date.parse(time) + ms).toISOString() : time);

const gate = (view: View, to: Partial<Gate>): View => ({ ...view, gate: { ...view.gate, ...to } });

const otherBreakers = ({ gate: { breakers } }: View, provider: string) =>
  breakers.filter((breaker) => breaker.provider !== provider);
