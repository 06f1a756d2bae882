import { beforeEach, expect, test } from 'vitest';
import type { Entry } from '../../../src/model/events.ts';
import type { HostMessage } from '../../../src/model/protocol.ts';
import { Feed, type Source } from '../../../src/vscode/dashboard/feed.ts';
import { standingClock } from '../../support/standing-clock.ts';

let clock: ReturnType<typeof standingClock>;
let posted: { at: number; message: HostMessage }[];
let feed: Feed;

beforeEach(() => {
  clock = standingClock();
  posted = [];
  feed = new Feed((message) => posted.push({ at: clock.now(), message }), clock);
});

const entry = (seq: number, reason = 'x'): Entry => ({
  seq,
  at: '2030-01-01T00:00:00.000Z',
  by: 'test',
  event: { type: 'run.paused', reason },
});
const entries = (from: number, to: number, reason?: string) =>
  Array.from({ length: to - from + 1 }, (_, i) => entry(from + i, reason));
const source = (seq = 0, view: unknown = { seq }): Source => ({
  runId: 'run-1',
  snapshot: () => ({ view, live: true }),
  seq: () => seq,
});
const sent = () =>
  posted.flatMap(({ message }) => (message.type === 'appended' ? message.entries.map(({ seq }) => seq) : []));
const snapshots = () => posted.filter(({ message }) => message.type === 'snapshot');
const wholeSnapshot = () =>
  JSON.parse(posted.map(({ message }) => (message.type === 'snapshot' ? message.json : '')).join(''));

test('a snapshot arrives whole, in pieces that each fit', () => {
  const view = { text: 'ä"\n'.repeat(100_000) };
  feed.start(source(0, view));
  clock.go(5000);
  expect(wholeSnapshot()).toEqual({ view, live: true });
  expect(snapshots().length).toBeGreaterThan(5);
  for (const { message } of posted)
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(64_000);
});

test('a small snapshot is there at once', () => {
  feed.start(source());
  expect(posted.map(({ at }) => at)).toEqual([0]);
});

test('entries follow the snapshot without a gap and without a repetition', () => {
  feed.start(source(3));
  feed.append(entries(2, 5));
  feed.append(entries(5, 9));
  clock.go(1000);
  expect(sent()).toEqual([4, 5, 6, 7, 8, 9]);
});

test('a thousand entries a second are at the most thirty messages in any second, each of them small enough', () => {
  feed.start(source());
  for (let ms = 0; ms < 4000; ms += 10) {
    feed.append(entries(ms + 1, ms + 10, 'y'.repeat(300)));
    feed.say({ phase: 'story', storyId: 'a', text: 'token ' });
    if (ms % 100 === 0) feed.answer(ms, { ms });
    clock.go(10);
  }
  clock.go(2000);
  expect(sent()).toEqual(Array.from({ length: 4000 }, (_, i) => i + 1));
  for (const { at } of posted)
    expect(posted.filter((other) => other.at >= at && other.at < at + 1000).length).toBeLessThanOrEqual(30);
  for (const { message } of posted)
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(64_000);
  const answered = posted.filter(({ message }) => message.type === 'answer');
  expect(answered.length).toBe(40);
});

test('nothing is sent to a dashboard that is hidden, and it starts anew when it is seen again', () => {
  feed.start(source(1));
  feed.append(entries(2, 4));
  feed.stop();
  const before = posted.length;
  feed.append(entries(5, 9));
  feed.say({ phase: 'story', text: 'x' });
  feed.answer(1, {});
  clock.go(5000);
  expect(posted.length).toBe(before);
  feed.start(source(9));
  feed.append([entry(10)]);
  clock.go(1000);
  expect(sent()).toEqual([2, 3, 4, 10]);
  expect(snapshots().length).toBe(2);
});

test('where more waits than a snapshot would be, a snapshot is sent instead', () => {
  const now = { seq: 0 };
  feed.start({ ...source(), seq: () => now.seq, snapshot: () => ({ view: { ...now }, live: true }) });
  now.seq = 5000;
  feed.append(entries(1, 5000, 'z'.repeat(400)));
  now.seq = 5001;
  feed.append([entry(5001)]);
  clock.go(5000);
  expect(sent().at(0)).toBe(5001);
  expect(snapshots().length).toBe(2);
});

test('live text is bounded: the end of what was said, of a dozen at once', () => {
  feed.start(source());
  for (let i = 0; i < 100; i++)
    feed.say({ phase: 'story', storyId: `s${i % 30}`, text: `${i}${'t'.repeat(900)}` });
  for (let i = 0; i < 100; i++) feed.say({ phase: 'story', storyId: 's0', text: 'u'.repeat(900) });
  clock.go(1000);
  const texts = posted.flatMap(({ message }) => (message.type === 'signals' ? message.texts : []));
  expect(texts.length).toBeGreaterThan(0);
  for (const { message } of posted)
    if (message.type === 'signals') expect(message.texts.length).toBeLessThanOrEqual(12);
  for (const { text } of texts) expect(text.length).toBeLessThanOrEqual(4000);
});

test('a reveal waits for the snapshot that holds its story', () => {
  feed.start(source(0, { text: 'v'.repeat(200_000) }));
  feed.send({ type: 'reveal', storyId: 'a' });
  clock.go(3000);
  expect(posted.at(-1)?.message.type).toBe('reveal');
});

const answered = () =>
  JSON.parse(posted.map(({ message }) => (message.type === 'answer' ? message.json : '')).join(''));

test('what was asked for is answered whole, though the feed begins anew or another run is shown meanwhile', () => {
  const diff = { files: ['d'.repeat(3_000_000)] };
  feed.start(source());
  feed.answer(1, diff);
  clock.go(500);
  feed.start(source(4));
  clock.go(300);
  feed.start({ ...source(2), runId: 'run-2' });
  clock.go(5000);
  expect(answered()).toEqual(diff);
});

test('what was to be shown of one run is not shown of another', () => {
  feed.start(source(0, { text: 'v'.repeat(3_000_000) }));
  feed.send({ type: 'approve-draft' });
  feed.send({ type: 'refused', intent: 'pause', reason: 'The run is already paused.' });
  feed.start({ ...source(), runId: 'run-2' });
  clock.go(5000);
  expect(posted.map(({ message }) => message.type)).not.toContain('approve-draft');
  expect(posted.at(-1)?.message.type).toBe('refused');
});

test('where too much waits, a further answer is a sentence, not silence', () => {
  feed.start(source());
  for (let id = 1; id <= 10; id++) feed.answer(id, { text: 'd'.repeat(3_000_000) });
  clock.go(60_000);
  const failed = posted.flatMap(({ message }) => (message.type === 'failed' ? [message.id] : []));
  const whole = posted.flatMap(({ message }) =>
    message.type === 'answer' && message.part === message.parts - 1 ? [message.id] : [],
  );
  expect(failed.length).toBeGreaterThan(0);
  expect([...whole, ...failed]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});
