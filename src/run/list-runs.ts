import { isLocked } from '../adapters/git/lock.ts';
import type { RunSummary } from '../model/protocol.ts';
import { fromLog, pastRuns } from './past-runs.ts';
import { lockFolder } from './run-log.ts';
import type { Site } from './site.ts';
import { summaryOf } from './summary.ts';

/** A run on one line, while somebody works on it and while nobody does. */
const summaries = fromLog(
  (view) => {
    const id = view.run?.id ?? '';
    return { owned: summaryOf({ id, view, owned: true }), left: summaryOf({ id, view, owned: false }) };
  },
  (problem) => ({ owned: unreadable(problem), left: unreadable(problem) }),
);

const unreadable = (problem: string): RunSummary => ({
  ...{ id: '', goal: '', state: 'unreadable', startedAt: '', stories: 0, integrated: 0, cost: '' },
  problem: `This run cannot be read: ${problem}`,
});

/** Every run of the repository on one line each, newest first. */
export async function listRuns(site: Site): Promise<readonly RunSummary[]> {
  return Promise.all(
    (await pastRuns(site, summaries)).map(async ({ id, folder, value: { owned, left } }) => {
      const same = owned.state === left.state;
      const summary = same || (await isLocked(lockFolder(folder))) ? owned : left;
      return { ...summary, id, startedAt: summary.startedAt || begunAt(id) };
    }),
  );
}

/** When a run was begun, as its id says it. */
function begunAt(id: string): string {
  const said = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/;
  return said.test(id) ? id.slice(0, 16).replace(said, '$1-$2-$3T$4:$5:$6.000Z') : '';
}
