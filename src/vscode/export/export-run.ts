import type { ExportedRun } from '../../model/exported.ts';
import type { Answers, LogLine } from '../../model/protocol.ts';
import { plannedStories } from '../../model/questions.ts';
import { attemptKey } from '../../model/view.ts';
import type { OpenRun } from '../../run/seam.ts';

/** Of each log the end, and of all diffs together so much that a page still opens quickly. */
const MOST_LINES = 2000;
const MOST_DIFF_CHARACTERS = 4_000_000;

/** Gathers what a page of its own needs to show of a run. */
export async function exportedRun(
  run: Pick<OpenRun, 'view' | 'entries' | 'log' | 'diff'>,
): Promise<ExportedRun> {
  const entries = await run.entries(1, run.view.seq);
  const logs: Record<string, readonly LogLine[]> = {};
  const diffs: Record<string, Answers['diff']> = {};
  let left = MOST_DIFF_CHARACTERS;
  for (const { attempts } of plannedStories(run.view))
    for (const { storyId, number, commit } of attempts) {
      const key = attemptKey(storyId, number);
      logs[key] = await lastLines(run, storyId, number);
      if (!commit) continue;
      const diff = await run.diff(storyId, number);
      left -= diff.files.reduce((sum, { patch }) => sum + patch.length, 0);
      diffs[key] =
        left > 0 ? diff : { ...diff, files: diff.files.map((file) => ({ ...file, patch: '', cut: true })) };
    }
  return { entries, logs, diffs };
}

async function lastLines(run: Pick<OpenRun, 'log'>, storyId: string, attempt: number) {
  const { total } = await run.log(storyId, attempt, 0, 1);
  const from = Math.max(0, total - MOST_LINES);
  const { lines } = await run.log(storyId, attempt, from, MOST_LINES);
  return lines.map((line, at) => ({ ...line, n: at }));
}
