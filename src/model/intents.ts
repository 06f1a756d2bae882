import * as z from 'zod';
import { Persist, Route } from './shapes.ts';
import { MOST_SAID } from './size.ts';

/** What a person, or an outside system, asks of a run. Checked here, because it comes from outside. */
export const Intent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('approve'), version: z.int() }),
  z.object({ type: z.literal('reject'), version: z.int() }),
  /** The plan as it should be; `version` is the one it was edited from. */
  z.object({ type: z.literal('edit'), version: z.int(), plan: z.unknown() }),
  z.object({ type: z.literal('revise'), version: z.int(), text: z.string().min(1).max(MOST_SAID) }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('stop'), lostTo: z.string().optional() }),
  z.object({
    type: z.literal('rerun'),
    storyId: z.string(),
    route: Route.optional(),
    note: z.string().max(MOST_SAID).optional(),
    persist: Persist.optional(),
  }),
  z.object({ type: z.literal('race'), storyId: z.string(), routes: z.array(Route).min(2).max(6) }),
  z.object({
    type: z.literal('message'),
    storyId: z.string(),
    id: z.string(),
    text: z.string().min(1).max(MOST_SAID),
  }),
  z.object({ type: z.literal('accept'), storyId: z.string(), attempt: z.int() }),
  z.object({
    type: z.literal('refuse'),
    storyId: z.string(),
    attempt: z.int(),
    feedback: z.string().max(MOST_SAID),
  }),
  z.object({
    type: z.literal('raise-budget'),
    usd: z.number().positive().optional(),
    minutes: z.number().positive().optional(),
  }),
]);
export type Intent = z.infer<typeof Intent>;
