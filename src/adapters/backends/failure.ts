import type { Outcome } from '../../engine/backend.ts';

/** How a question ends that has no answer. */
export type Failure = Extract<Outcome<never>, { ok: false }>;

export const stopped: Failure = { ok: false, kind: 'interrupted', reason: 'it was stopped' };
