import type { RunEvent } from '../model/events.ts';
import type { Phase, Route } from '../model/route.ts';
import type { Mode } from './backend.ts';
import type { At } from './participant.ts';
import { facts } from './reported.ts';
import { permitted, type Thinking } from './think.ts';

/** What all questions of one mode and phase on one route begin with. */
export type Beginning = {
  readonly mode: Mode;
  readonly phase: Phase;
  readonly route: Route;
  readonly shared: string;
};

/** Has a provider keep a beginning in its cache before the first question needs it; yields what that cost. */
export type Warm = (at: At, beginning: Beginning) => AsyncGenerator<RunEvent, void>;

export const warmer = (thinking: Thinking): Warm =>
  async function* (at, beginning) {
    const { mode, phase, route, shared } = beginning;
    const warming = thinking.backend(route)?.warm?.({
      ...{ mode, route, shared, limits: thinking.limits, abort: at.abort },
      labels: { run: thinking.run, phase },
      permit: () => permitted(at, beginning),
    });
    if (warming) for await (const progress of warming) yield* facts(thinking, at, beginning, progress);
  };
