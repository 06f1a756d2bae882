import type { Intent } from '../../model/intents.ts';
import { clip } from '../../model/size.ts';
import type { View } from '../../model/view.ts';

export type Remark = { readonly path: string; readonly line: number; readonly text: string };

const MOST = 2000;

/** Remarks on a diff as its next attempt reads them: where, then what. */
export const feedbackText = (remarks: readonly Remark[]) =>
  clip(
    remarks.map(({ path, line, text }) => `${path}:${line}: ${text.replace(/\s+/g, ' ').trim()}`).join('\n'),
    MOST,
  );

/**
 * What becomes of feedback depends on where the story stands: an attempt that waits for a decision is refused
 * with it, an agent at work is told, and anything else is run again with it as a note.
 */
export function feedbackIntent(
  view: View,
  { storyId, attempt, text, id }: { storyId: string; attempt: number; text: string; id: string },
): Intent {
  const live = view.live.filter((one) => one.storyId === storyId);
  const reviewed = live.find(({ number }) => number === attempt);
  if (reviewed?.commit && !reviewed.accepted) return { type: 'refuse', storyId, attempt, feedback: text };
  if (live.some(({ state }) => state === 'prepared')) return { type: 'message', storyId, id, text };
  return { type: 'rerun', storyId, note: text };
}
