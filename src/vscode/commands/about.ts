import { storyOf } from '../../model/questions.ts';
import type { Story } from '../../model/view.ts';
import { SCHEME } from '../contributions.ts';
import { type FileAddress, readUri } from '../file-uri.ts';
import type { About, Row } from '../trees/row.ts';
import type { HeldRun, WindowRuns } from '../window-runs.ts';

/** What a command was told it is about, by a row, a button, the diff that is in front, or nobody. */
export function aboutOf(told: unknown): About {
  if (typeof told !== 'object' || told === null) return {};
  if (isUri(told)) return told.scheme === SCHEME ? (readUri(told) ?? {}) : {};
  return 'about' in told ? (told as Row).about : (told as About);
}

const isUri = (told: object): told is FileAddress & { readonly scheme: string } =>
  'scheme' in told && 'query' in told;

/** The run that is meant: the one named, else the current. It becomes the current. */
export async function runOf(runs: WindowRuns, about: About): Promise<HeldRun> {
  const { runId, folder } = about;
  if (runId !== undefined && runId !== runs.current?.run.id) {
    const from = folder ?? runs.current?.folder;
    if (from === undefined) throw new Error(`No folder is open that holds run ${runId}.`);
    const found = await runs.show(from, runId);
    if ('problem' in found) throw new Error(found.problem);
    return found;
  }
  if (!runs.current) throw new Error('No run is open. Use Baro: Run Goal, or pick one in the Runs view.');
  return runs.current;
}

export function heldStory({ run }: HeldRun, storyId: string): Story {
  const story = storyOf(run.view, storyId);
  if (!story) throw new Error(`There is no story "${storyId}" in this run.`);
  return story;
}
