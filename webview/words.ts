import { type Cost, formatUsd } from '../src/model/money.ts';
import type { FailureKind } from '../src/model/shapes.ts';
import type { Activity } from '../src/model/view.ts';

/** `0.4 s`, `6.1 s`, `2 min 10 s`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)}\u00a0s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}\u00a0s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `about 3 min`, `about 1 h 20 min`: never more exact than a guess may be. */
export function roughly(minutes: number): string {
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `about ${Math.round(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  const rest = Math.round((minutes % 60) / 5) * 5;
  return rest > 0 ? `about ${hours} h ${rest} min` : `about ${hours} h`;
}

export const count = (many: number, one: string, more = `${one}s`) => `${many} ${many === 1 ? one : more}`;

export const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1) || path;

const DOING: Readonly<Record<Activity['kind'], (target: string) => string>> = {
  read: (target) => `reading ${baseName(target)}`,
  search: (target) => `searching ${target}`,
  edit: (target) => `editing ${baseName(target)}`,
  run: (target) => `running ${target}`,
  other: (target) => target,
};
export const doing = ({ kind, last }: Activity) => DOING[kind](last.replace(/\s+/g, ' '));

/** What a story cost, as short as a card needs it; what is unknown shows as such. */
export function briefCost({ billedUsd, unclearUsd, coveredUsd, unknown }: Cost): string {
  const paid = billedUsd + unclearUsd;
  if (paid > 0) return unknown > 0 ? `${formatUsd(paid)} + ?` : formatUsd(paid);
  if (unknown > 0) return '$?';
  return coveredUsd > 0 ? 'subscription' : '';
}

export const FAILED: Readonly<Record<FailureKind, string>> = {
  agent: 'The agent gave up',
  verification: 'A check is red',
  verdict: 'A criterion is not met',
  conflict: 'Does not merge',
  gate: 'Not let through',
  provider: 'The model did not answer',
  stuck: 'Stuck',
  setup: 'The worktree could not be made ready',
  interrupted: 'Interrupted',
  internal: 'Something in Baro broke',
};

export const shortCommit = (commit: string) => commit.slice(0, 7);
