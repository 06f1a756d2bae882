import { formatDuration } from '../../src/model/pace.ts';

export type Span = { readonly from: number; readonly to: number };

/** Turns moments (ms since 1970) into places from 0 to 1 and back; stretches in which nothing happened are short. */
export type Scale = {
  place(time: number): number;
  time(place: number): number;
  /** The middles of the stretches that were shortened. */
  readonly squeezed: readonly number[];
};

/** The share of the busy time that an idle stretch takes at the most. */
const IDLE_SHARE = 0.05;

export function scaleOf(start: number, end: number, busy: readonly Span[]): Scale {
  const merged = merge(busy.filter(({ from, to }) => to > from && to > start && from < end));
  const total = merged.reduce((sum, { from, to }) => sum + to - from, 0) || Math.max(1, end - start);
  const marks: { time: number; at: number }[] = [{ time: start, at: 0 }];
  const squeezed: number[] = [];
  let at = 0;
  const advance = (time: number, idle: boolean) => {
    const from = marks.at(-1)?.time ?? start;
    if (time <= from) return;
    const length = idle && merged.length > 0 ? Math.min(time - from, total * IDLE_SHARE) : time - from;
    if (length < time - from) squeezed.push(at + length / 2);
    at += length;
    marks.push({ time, at });
  };
  for (const { from, to } of merged) {
    advance(Math.max(start, from), true);
    advance(Math.min(end, to), false);
  }
  advance(end, true);
  const length = at || 1;
  return {
    place: (time) => between(marks, 'time', 'at', time) / length,
    time: (place) => between(marks, 'at', 'time', place * length),
    squeezed: squeezed.map((middle) => middle / length),
  };
}

function between<K extends 'time' | 'at'>(
  marks: readonly { time: number; at: number }[],
  from: K,
  to: 'time' | 'at',
  value: number,
): number {
  const after = marks.findIndex((mark) => mark[from] >= value);
  const b = marks[after === -1 ? marks.length - 1 : after];
  const a = marks[Math.max(0, (after === -1 ? marks.length : after) - 1)];
  if (!a || !b || after === -1) return b?.[to] ?? 0;
  const length = b[from] - a[from];
  return length > 0 ? a[to] + ((value - a[from]) / length) * (b[to] - a[to]) : b[to];
}

function merge(spans: readonly Span[]): Span[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

const STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400].map(
  (s) => s * 1000,
);
const MOST_TICKS = 12;
/** Ticks nearer to each other than this are left out, as where an idle stretch was shortened. */
const APART = 0.055;
/** What a letter of the time that is written at a tick takes, and what is left free after it, in pixels. */
const LETTER = 6;
const FREE = 12;

/** Round moments since `start` to write along so many pixels of the scale, in milliseconds, with their places. */
export function ticksOf(
  scale: Scale,
  start: number,
  end: number,
  width: number,
): readonly { ms: number; place: number }[] {
  const shown = end - start;
  const apart = Math.max(APART, (formatDuration(shown).length * LETTER + FREE) / width);
  const most = Math.min(MOST_TICKS, 1 / apart);
  const step = STEPS.find((one) => shown / one <= most) ?? shown;
  const ticks: { ms: number; place: number }[] = [];
  for (let ms = 0; ms <= shown; ms += step) {
    const place = scale.place(start + ms);
    const last = ticks.at(-1);
    if (last && place - last.place < apart) continue;
    if (place > 1 - apart / 2) break;
    ticks.push({ ms, place });
  }
  return ticks;
}
