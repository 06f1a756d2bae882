import { changedLines } from '../adapters/git/changes.ts';
import { tip } from '../adapters/git/refs.ts';
import { viewOf } from '../model/folding.ts';
import { type Measured, measure } from '../model/measure.ts';
import { type BranchDiff, compareMarkdown } from './compare-markdown.ts';
import { readRunLog } from './run-log.ts';
import type { Compared } from './seam.ts';
import { runsFolder, type Site } from './site.ts';

/** Puts runs of a repository side by side; the branches of all are compared with the first one's. */
export async function compareRuns(
  site: Site,
  ids: readonly string[],
): Promise<Compared | { readonly problem: string }> {
  const runs: Measured[] = [];
  for (const id of ids) {
    const read = readRunLog(runsFolder(site), id);
    if ('problem' in read) return read;
    runs.push(measure(viewOf(read.entries), read.entries));
  }
  const [first, ...others] = runs;
  const diffs: BranchDiff[] = [];
  for (const other of others) {
    const diff = first && (await between(site, first, other));
    if (diff) diffs.push(diff);
  }
  return { markdown: compareMarkdown(runs, diffs), json: { runs, branches: diffs } };
}

/** Undefined where one of them has nothing on its branch, or what it had is gone. */
async function between({ git }: Site, from: Measured, to: Measured): Promise<BranchDiff | undefined> {
  const [before, after] = [await tipOf(git, from), await tipOf(git, to)];
  if (!before || !after) return undefined;
  const files = await changedLines(git, before, after).catch(() => undefined);
  return (
    files && {
      from: from.id,
      to: to.id,
      added: files.reduce((sum, { added }) => sum + added, 0),
      removed: files.reduce((sum, { removed }) => sum + removed, 0),
      files,
    }
  );
}

const tipOf = async (git: Site['git'], { branch, tip: vouched }: Measured) => vouched ?? tip(git, branch);
