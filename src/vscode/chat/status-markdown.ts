import { costOf, formatCost } from '../../model/money.ts';
import { goalTitle, plainLine } from '../../model/plain.ts';
import { plannedStories, storyState } from '../../model/questions.ts';
import type { OpenRun } from '../../run/seam.ts';
import { countStories, planWaits, stateOf } from '../standing.ts';

/** Where a run stands, as Markdown that a person or a model reads. */
export function statusMarkdown(run: Pick<OpenRun, 'view' | 'idle'>): string {
  const { view } = run;
  const { all, integrated } = countStories(view);
  const lines = [
    `**${words(goalTitle(view.run?.goal ?? 'A run'), 120)}**: ${stateOf(run)}, ${integrated} of ${all} stories integrated, ${formatCost(costOf(view))}`,
    '',
    ...plannedStories(view).map((story) => {
      const why = story.outcome === 'failed' && story.reason ? ` (${words(story.reason, 160)})` : '';
      return `- ${words(story.brief.title, 100)}: ${storyState(view, story)}${why}`;
    }),
  ];
  const { proposed, refused } = view.phase;
  if (proposed && planWaits(view) === proposed.version)
    lines.push(
      'The plan waits for approval. Its stories:',
      ...proposed.stories.map(({ title, dependsOn }) =>
        dependsOn.length > 0
          ? `- ${words(title, 100)} (after ${dependsOn.join(', ')})`
          : `- ${words(title, 100)}`,
      ),
    );
  if (refused) lines.push(`The Planner made no valid plan: ${words(refused, 300)}`);
  if (view.ending.pullRequest) lines.push('', `Pull request: ${view.ending.pullRequest.url}`);
  return lines.join('\n');
}

/** Model text inside Markdown: one line, in which nothing is a link or an image. */
const words = (text: string, most: number) => plainLine(text, most).replace(/[\\`*_[\]<>!|#]/g, '\\$&');
