import { goalTitle } from '../../model/plain.ts';
import type { RunSummary } from '../../model/protocol.ts';
import { runLook } from './looks.ts';
import type { Row } from './row.ts';

/** States after which a run can be gone on with. */
const RESUMABLE = /^(stopped|interrupted|paused)/i;

export type FolderRuns = {
  readonly folder: string;
  readonly name: string;
  readonly runs: readonly RunSummary[];
};

/** Newest first; grouped by folder only where there are several. */
export function runRows(folders: readonly FolderRuns[], currentId: string | undefined): readonly Row[] {
  if (folders.length === 1 && folders[0]) return rowsOf(folders[0], currentId);
  return folders
    .filter(({ runs }) => runs.length > 0)
    .map((one) => ({
      id: one.folder,
      label: one.name,
      icon: 'folder',
      kind: 'folder',
      about: { folder: one.folder },
      // A run may be in two folders that are in one repository, and no two rows may have one id.
      children: rowsOf(one, currentId).map((row) => ({ ...row, id: `${one.folder} ${row.id}` })),
    }));
}

const rowsOf = ({ folder, runs }: FolderRuns, currentId: string | undefined): readonly Row[] =>
  [...runs]
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    .map((run) => ({
      id: run.id,
      label: goalTitle(run.problem ?? run.goal),
      description: [
        run.state,
        run.stories > 0 ? `${run.integrated}/${run.stories}` : '',
        run.cost,
        run.id === currentId ? 'shown' : '',
      ]
        .filter(Boolean)
        .join(' · '),
      tooltip: run.problem ?? `${run.goal}\n\nStarted ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
      ...runLook(run.state),
      kind: RESUMABLE.test(run.state) ? 'run.resumable' : 'run',
      about: { folder, runId: run.id },
      click: 'baro.openRun',
    }));
