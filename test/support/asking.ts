import type { Bus } from '../../src/engine/bus.ts';
import { answerIntent } from '../../src/model/answer-intent.ts';
import type { Entry } from '../../src/model/events.ts';
import type { Intent } from '../../src/model/intents.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { RunOptions } from '../../src/model/shapes.ts';
import { beginning, type World } from './memory-world.ts';

/** What a person asks of a run on its way, by an intent as the dashboard and the command line do: `ok`, or why not. */
export function ask(bus: Bus, intent: Intent): string {
  const answer = answerIntent(bus.view, intent);
  if ('refused' in answer) return answer.refused;
  bus.publish('person', ...answer.events);
  return 'ok';
}

export function begin(world: World, given: Plan | undefined, more: Partial<RunOptions> = {}) {
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, given, more));
  return { log, bus };
}

export const types = (log: readonly Entry[]) => log.map(({ event }) => event.type);
