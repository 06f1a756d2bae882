import { plainLine } from '../../model/plain.ts';
import { plannedStories, STATES, type StoryState, storyState } from '../../model/questions.ts';
import type { Story, View } from '../../model/view.ts';
import { STORY_LOOKS } from '../trees/looks.ts';
import { askWhich } from './ask.ts';

/** What people most likely want to do something about comes first. */
const ORDER: readonly StoryState[] = ['failed', 'needs you', ...STATES];

/** Asks for a story of the run; the one that was selected last is what Enter takes. */
export async function pickStory(
  title: string,
  view: View,
  selected: string | undefined,
  fits: (story: Story) => boolean = () => true,
): Promise<Story | undefined> {
  const stories = plannedStories(view).filter(fits);
  if (stories.length === 0) throw new Error('No story of this run is far enough for that yet.');
  const rank = (story: Story) => (story.id === selected ? -1 : ORDER.indexOf(storyState(view, story)));
  const choice = await askWhich(
    { title },
    'Which story?',
    [...stories]
      .sort((a, b) => rank(a) - rank(b))
      .map((story) => {
        const state = storyState(view, story);
        return {
          label: `$(${STORY_LOOKS[state].icon}) ${plainLine(story.brief.title)}`,
          description: state,
          value: story,
        };
      }),
  );
  return choice?.value;
}
