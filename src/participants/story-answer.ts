import * as z from 'zod';
import type { StoryBrief } from '../model/plan.ts';
import { Story } from '../model/shapes.ts';

/**
 * A story as a model is asked for it; the plan's own validation reads what comes back. Who works on it follows from its
 * tier, unless a person says otherwise: a model does not know which routes there are.
 */
export const StoryAnswer = Story.omit({ persist: true, route: true }).extend({
  id: z.string(),
  estimateMinutes: z.number().optional(),
});

/** What a person said of who works on a story, and for how long, holds in the next version too; a model has no say in it. */
export function asTold(
  { route: _, persist: __, ...story }: StoryBrief,
  before: readonly StoryBrief[] = [],
): StoryBrief {
  const { route, persist } = before.find(({ id }) => id === story.id) ?? {};
  return { ...story, ...(route ? { route } : {}), ...(persist ? { persist } : {}) };
}
