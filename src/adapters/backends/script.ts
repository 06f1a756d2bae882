import * as z from 'zod';
import type { Labels } from '../../engine/backend.ts';
import { PHASES } from '../../model/route.ts';
import { FAILURES } from '../../model/shapes.ts';
import { brokenRules } from '../broken-rules.ts';

/** The arguments of a tool stand beside its name, as in `{ "tool": "write_file", "path": "a.txt", "content": "" }`. */
const Step = z.union([z.strictObject({ say: z.string() }), z.looseObject({ tool: z.string() })]);

const Count = z.int().min(0).default(0);

/** What is played when a question of this phase, story and attempt is asked; what is absent fits every question. */
const Entry = z.strictObject({
  phase: z.enum(PHASES),
  story: z.string().optional(),
  attempt: z.int().min(1).optional(),
  steps: z.array(Step).default([]),
  /** Ends a question that has a shape. */
  answer: z.unknown().optional(),
  /** Ends the work of a story. */
  finish: z.string().optional(),
  fail: z.strictObject({ kind: z.enum(FAILURES), reason: z.string() }).optional(),
  usage: z
    .strictObject({ input: Count, cacheWrite: Count, cacheRead: Count, output: Count, reasoning: Count })
    .optional(),
});
export type ScriptEntry = z.infer<typeof Entry>;

const Script = z.object({
  title: z.string().default('scripted'),
  /** Milliseconds between steps. */
  pace: z.number().min(0).default(0),
  answers: z.array(Entry).min(1),
});
export type Script = z.infer<typeof Script>;

/** A script, or a sentence that says all that is wrong with it. */
export function parseScript(text: string): Script | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `the script is not JSON: ${error instanceof Error ? error.message : error}` };
  }
  const read = Script.safeParse(value);
  return read.success
    ? read.data
    : { problem: `the script is not one: ${brokenRules(read.error).join('; ')}` };
}

/**
 * The entry that fits best: the one that names the story before one for any, and of these the one that names the
 * attempt, then one for any attempt, then the one for the latest attempt before it.
 */
export function entryFor(
  { answers }: Script,
  { phase, storyId, attempt = 1 }: Labels,
): ScriptEntry | undefined {
  const fitting = answers.filter((entry) => entry.phase === phase && (entry.attempt ?? 1) <= attempt);
  const own = fitting.filter(({ story }) => story !== undefined && story === storyId);
  const anyones = fitting.filter(({ story }) => story === undefined);
  return forAttempt(own, attempt) ?? forAttempt(anyones, attempt);
}

function forAttempt(entries: readonly ScriptEntry[], attempt: number): ScriptEntry | undefined {
  const rank = (entry: ScriptEntry) =>
    entry.attempt === attempt ? Number.POSITIVE_INFINITY : (entry.attempt ?? Number.MAX_SAFE_INTEGER);
  return entries.toSorted((a, b) => rank(b) - rank(a))[0];
}
