import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planEvents } from '../../src/model/answer-intent.ts';
import { Entry, type RunEvent } from '../../src/model/events.ts';
import { clip, clipStart, fitted, MOST_BYTES } from '../../src/model/size.ts';
import { validatePlan } from '../../src/model/validate-plan.ts';
import { BASE, brief, plan, requested } from '../support/scenario.ts';

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const which = { storyId: 'a', attempt: 1 };
const text = fc.oneof(
  fc.string({ maxLength: 3000 }),
  fc.integer({ min: 0, max: 6000 }).map((length) => '\u0001'.repeat(length)),
  fc.integer({ min: 0, max: 6000 }).map((length) => '界'.repeat(length)),
);
const texts = fc.array(text, { maxLength: 100 });

const event: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({ criterion: text, evidence: text, count: fc.integer({ min: 1, max: 100 }) }).map(
    ({ criterion, evidence, count }): RunEvent => ({
      ...{ type: 'verdict.given', ...which, commit: BASE, pass: true, summary: evidence, judge: 'critic' },
      criteria: Array(count).fill({ criterion, evidence, met: true }),
    }),
  ),
  texts.map(
    (files): RunEvent => ({
      ...{ type: 'attempt.committed', ...which, commit: BASE, parent: BASE, files, gates: files },
      ...{ changed: 1, added: 1, removed: 1 },
    }),
  ),
  fc.record({ tail: text, count: fc.integer({ min: 1, max: 40 }) }).map(
    ({ tail, count }): RunEvent => ({
      ...{ type: 'run.verified', ok: true, commit: BASE },
      evidence: Array(count).fill({ command: tail, exitCode: 0, commit: BASE, ms: 1, tail }),
    }),
  ),
  texts.map(
    (list): RunEvent => ({
      ...{ type: 'plan.proposed', version: 1, count: 1, summary: list[0] ?? '' },
      ...{ decisions: list, assumptions: list, questions: list },
    }),
  ),
  text.map((goal): RunEvent => ({ ...(requested() as Extract<RunEvent, { type: 'run.requested' }>), goal })),
  text.map(
    (target): RunEvent => ({
      ...{ type: 'tool.used', phase: 'story', ...which, id: 'one', tool: 'read', kind: 'read' },
      ...{ target, digest: target, ok: true, ms: 1 },
    }),
  ),
);

test('every event fits, still is one, and keeps its names', () => {
  fc.assert(
    fc.property(event, (one) => {
      const kept = fitted(one);
      expect(bytes(kept)).toBeLessThanOrEqual(MOST_BYTES);
      expect(Entry.safeParse({ seq: 1, at: '2026-01-01T00:00:00.000Z', by: 'x', event: kept }).success).toBe(
        true,
      );
      if ('commit' in one) expect(kept).toMatchObject({ commit: BASE });
    }),
    { numRuns: 60 },
  );
});

test('an event that fits is left alone', () => {
  const small: RunEvent = { type: 'run.unpaused' };
  expect(fitted(small)).toBe(small);
});

test('a long description is cut, but nothing that decides what a story is', () => {
  const story = brief('a', {
    description: 'x'.repeat(20_000),
    dependsOn: Array.from({ length: 100 }, (_, i) => `story-${i}`),
    acceptance: Array.from({ length: 65 }, (_, i) => `criterion ${i}`),
    verify: ['npm test -- one', 'npm test -- two'],
  });
  const others = story.dependsOn.map((id) => brief(id));
  const read = validatePlan(plan([story, ...others]));
  if ('problems' in read) throw new Error('it is a plan');
  const [planned] = [...planEvents(read.plan, 1)].map(fitted);
  expect(planned).toMatchObject({
    story: { dependsOn: story.dependsOn, acceptance: story.acceptance, verify: story.verify },
  });
  expect(bytes(planned)).toBeLessThanOrEqual(MOST_BYTES);
});

test('what is cut says so', () => {
  expect(clip('abcdef', 4)).toBe('abc…');
  expect(clipStart('abcdef', 4)).toBe('…def');
  expect(clip('abcd', 4)).toBe('abcd');
});
