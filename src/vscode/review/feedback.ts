import type { Intent } from '../../model/intents.ts';
import { mayBeDecided } from '../../model/questions.ts';
import { clip, MOST_SAID } from '../../model/size.ts';
import type { View } from '../../model/view.ts';

export type Remark = { readonly path: string; readonly line: number; readonly text: string };

const inFull = (remarks: readonly Remark[]) =>
  remarks.map(({ path, line, text }) => `${path}:${line}: ${text.replace(/\s+/g, ' ').trim()}`).join('\n');

/** Remarks on a diff as its next attempt reads them: where, then what. */
export const feedbackText = (remarks: readonly Remark[]) => clip(inFull(remarks), MOST_SAID);

/** How many characters of them an attempt would not get to read. */
export const unheard = (remarks: readonly Remark[]) => Math.max(0, inFull(remarks).length - MOST_SAID);

/** What the person is told that becomes of it. */
export const WHAT_FOLLOWS = {
  refuse: 'the attempt is rejected, and the next one reads your feedback',
  message: 'its agent reads your feedback at its next turn',
  rerun: 'the story is run again with your feedback',
} as const;

/**
 * What becomes of feedback depends on where the story stands: an attempt on its way onto the branch is refused with it,
 * though nobody may have asked for a decision yet; an agent at work is told, and anything else is run again with it as
 * a note.
 */
export function feedbackIntent(
  view: View,
  { storyId, attempt, text, id }: { storyId: string; attempt: number; text: string; id: string },
): Extract<Intent, { type: keyof typeof WHAT_FOLLOWS }> {
  const live = view.live.filter((one) => one.storyId === storyId);
  const reviewed = live.find(({ number }) => number === attempt);
  if (reviewed && mayBeDecided(reviewed)) return { type: 'refuse', storyId, attempt, feedback: text };
  if (live.some(({ state }) => state === 'prepared')) return { type: 'message', storyId, id, text };
  return { type: 'rerun', storyId, note: text };
}
