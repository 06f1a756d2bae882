import { isLocked } from '../adapters/git/lock.ts';
import type { RunSummary } from '../model/protocol.ts';
import { fromLog, pastRuns } from './past-runs.ts';
import { lockFolder } from './run-log.ts';
import type { Site } from './site.ts';
import { summaryOf } from './summary.ts';

/** A run on one line, while somebody works on it and while nobody does. */
const summaries = fromLog((view) => {
  const id = view.run?.id ?? '';
  return { owned: summaryOf({ id, view, owned: true }), left: summaryOf({ id, view, owned: false }) };
});

/** Every run of the repository that can be read, on one line each, newest first. */
export async function listRuns(site: Site): Promise<readonly RunSummary[]> {
  return Promise.all(
    (await pastRuns(site, summaries)).map(async ({ id, folder, value: { owned, left } }) => {
      const same = owned.state === left.state;
      return { ...(same || (await isLocked(lockFolder(folder))) ? owned : left), id };
    }),
  );
}
