import { storiesOf } from './questions.ts';
import type { Attempt, View } from './view.ts';

/** How long a run took, and how long the same work would have taken one story after the other, in milliseconds. */
export type Pace = {
  readonly wallMs: number;
  readonly sequentialMs: number;
  readonly speedup: number | undefined;
};

/** From the approval to the last story's end; `now` (ISO 8601) while stories are under way. */
export function paceOf(view: View, now: string): Pace {
  const attempts = storiesOf(view).flatMap(({ attempts: all }) => all);
  const sequentialMs = attempts.reduce((sum, attempt) => sum + attemptMs(attempt, now), 0);
  const ends = attempts.map((attempt) => endOf(attempt) ?? now).toSorted();
  const begin = view.phase.approvedAt;
  const wallMs =
    begin && ends.length > 0 ? Math.max(0, Date.parse(ends.at(-1) ?? now) - Date.parse(begin)) : 0;
  return {
    wallMs,
    sequentialMs,
    speedup: wallMs > 0 && sequentialMs > 0 ? sequentialMs / wallMs : undefined,
  };
}

/** How long an attempt took, from its schedule to its end or to `now`. */
export const attemptMs = (attempt: Attempt, now: string) =>
  Math.max(0, Date.parse(endOf(attempt) ?? now) - Date.parse(attempt.times.scheduled ?? now));

const endOf = ({ times }: Attempt) => times.integrated ?? times.failed ?? times.superseded;

/** `0:45`, `12:07`, `1:02:09`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
