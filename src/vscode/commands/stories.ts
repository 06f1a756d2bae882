import * as vscode from 'vscode';
import type { Tab } from '../../model/protocol.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { openDiff } from '../diff.ts';
import type { About } from '../trees/row.ts';
import type { WindowRuns } from '../window-runs.ts';
import { runOf } from './about.ts';
import { pickStory } from './pick-story.ts';

type Given = { readonly runs: WindowRuns; readonly dashboard: Dashboard };

/** What a person can look at. */
export const looking = ({ runs, dashboard }: Given) => {
  const openStory = async (about: About, tab?: Tab) => {
    const held = await runOf(runs, about);
    const storyId = about.storyId ?? (await pickStory('Baro: Show Story', held.run.view, runs.selected))?.id;
    if (storyId === undefined) return;
    runs.select(storyId);
    await dashboard.open({ storyId, ...(tab ? { tab } : {}) });
  };
  return {
    'baro.openDashboard': async (about: About) => {
      if (about.runId !== undefined) await runOf(runs, about);
      await dashboard.open(about.storyId === undefined ? undefined : { storyId: about.storyId });
    },
    'baro.openRun': async (about: About) => {
      await runOf(runs, about);
      await dashboard.open();
    },
    'baro.openStory': (about: About) =>
      openStory(about, about.attempt === undefined ? undefined : 'attempts'),
    'baro.showStoryLog': (about: About) => openStory(about, 'log'),
    'baro.showStoryDiff': async (about: About) => {
      const held = await runOf(runs, about);
      const storyId =
        about.storyId ??
        (
          await pickStory('Baro: Show Story Diff', held.run.view, runs.selected, ({ attempts }) =>
            attempts.some(({ commit }) => commit),
          )
        )?.id;
      if (storyId !== undefined) await openDiff(held, { storyId, attempt: about.attempt });
    },
    'baro.openPullRequest': async (about: About) => {
      const { run } = await runOf(runs, about);
      const { pullRequest, pullRequestFailed } = run.view.ending;
      const url = pullRequest?.url ?? pullRequestFailed?.link;
      if (url === undefined) throw new Error('This run has no pull request yet.');
      await openLink(url);
    },
  };
};

/** Only the web: a model's text may hold any scheme. */
export async function openLink(url: string): Promise<void> {
  if (!URL.canParse(url) || !['https:', 'http:'].includes(new URL(url).protocol))
    throw new Error('Only links to the web are opened.');
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
