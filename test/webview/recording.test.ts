import { expect, test } from 'vitest';
import { viewOf } from '../../src/model/folding.ts';
import { Recording } from '../../webview/recording.ts';
import { scaleOf, ticksOf } from '../../webview/timeline/scale.ts';
import { many, midRun } from './harness/scenarios.ts';

const START = Date.UTC(2026, 10, 20, 9);

test('the view after any entry is that of folding all before it, in whatever order moments are asked for', () => {
  const entries = many(START, 100);
  const recording = new Recording();
  recording.append(entries);
  for (const count of [entries.length, 3, 801, 400, 0, 799])
    expect(asSeen(recording.viewAfter(count))).toEqual(asSeen(viewOf(entries.slice(0, count))));
});

/** A view shares its lists with the views that grew from it; what is beyond its own size is not its own. */
function asSeen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asSeen);
  if (typeof value !== 'object' || value === null) return value;
  const { list, size } = value as { list?: unknown; size?: unknown };
  if (Array.isArray(list) && typeof size === 'number') return list.slice(0, size);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asSeen(part)]));
}

test('entries that are here already, or leave a gap, are passed over', () => {
  const entries = midRun(START);
  const recording = new Recording();
  recording.append(entries.slice(0, 10));
  recording.append(entries.slice(5, 12));
  recording.append(entries.slice(20));
  expect(recording.entries).toEqual(entries.slice(0, 12));
});

test('a moment counts the entries made by then', () => {
  const entries = midRun(START);
  const recording = new Recording();
  recording.append(entries);
  const at = (index: number) => Date.parse(entries[index]?.at ?? '');
  expect(recording.countAt(START - 1)).toBe(0);
  expect(recording.countAt(at(-1 + entries.length))).toBe(entries.length);
  expect(recording.viewAfter(recording.countAt(at(30))).seq).toBeGreaterThanOrEqual(30);
});

test('a night in which nothing happened takes little of the timeline, and moments still lead there and back', () => {
  const hour = 3_600_000;
  const scale = scaleOf(0, 12 * hour, [
    { from: 0, to: hour },
    { from: 11 * hour, to: 12 * hour },
  ]);
  expect(scale.place(11 * hour) - scale.place(hour)).toBeLessThan(0.06);
  expect(scale.squeezed).toHaveLength(1);
  for (const time of [0, hour / 2, hour, 11.5 * hour, 12 * hour])
    expect(scale.time(scale.place(time))).toBeCloseTo(time, 3);
});

test('ticks are round and keep their distance', () => {
  const scale = scaleOf(0, 400_000, [{ from: 0, to: 400_000 }]);
  const ticks = (width: number) => ticksOf(scale, 0, 400_000, width).map(({ ms }) => ms / 1000);
  expect(ticks(1200)).toEqual([0, 60, 120, 180, 240, 300, 360]);
  expect(ticks(180)).toEqual([0, 120, 240, 360]);
});
