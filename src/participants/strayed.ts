import { overlaps } from '../model/overlaps.ts';
import type { StoryBrief } from '../model/plan.ts';

const MOST_NAMED = 3;

/** Files of which the plan said nothing, where it said which ones a story would change. */
export function* strayed({ touches }: Pick<StoryBrief, 'touches'>, files: readonly string[]) {
  if (touches.length === 0) return;
  for (const file of files) if (!touches.some((glob) => overlaps(glob, file))) yield file;
}

/** Why a person has to look at a change that goes far beyond its story; a few files more than foreseen are usual. */
export function farStrayed(story: Pick<StoryBrief, 'touches'>, files: readonly string[]): readonly string[] {
  const most = 10 + 3 * story.touches.length;
  const others: string[] = [];
  for (const file of strayed(story, files)) {
    others.push(file);
    if (others.length > most)
      return [
        `It changes more than ${most} files of which the plan says nothing, such as ${others.slice(0, MOST_NAMED).join(', ')}.`,
      ];
  }
  return [];
}
