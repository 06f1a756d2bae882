import { join } from 'node:path';
import { isLocked } from '../adapters/git/lock.ts';
import type { Route } from '../model/route.ts';
import { openOwned, openWatched } from './open-run.ts';
import type { OwnedRun } from './owned-run.ts';
import { lockFolder, resumeRun, startRun, storedRuns } from './runs.ts';
import type { OpenRun, OpenRuns } from './seam.ts';
import { runsFolder, siteOf } from './site.ts';
import { summaryOf } from './summary.ts';
import { watchRun } from './watched-run.ts';

/** Opens the runs of the repository that a folder is in. */
export const openRuns: OpenRuns = async (folder, host) => {
  const { env } = process;
  const site = await siteOf(folder);
  if ('problem' in site) return site;
  const owned = new Map<string, OwnedRun>();
  const keep = (run: OwnedRun): OpenRun => {
    owned.set(run.id, run);
    const open = openOwned(site, run);
    return {
      ...open,
      get view() {
        return run.view();
      },
      close: async () => {
        owned.delete(run.id);
        await run.close();
      },
    };
  };

  return {
    async list() {
      return (await storedRuns(site)).map(summaryOf);
    },
    async start(goal, settings) {
      const run = await startRun(site, goal, settings, host, env);
      return 'problems' in run ? run : keep(run);
    },
    async open(runId) {
      const own = owned.get(runId);
      if (own) return openOwned(site, own);
      const folderOfRun = join(runsFolder(site), runId);
      const run = watchRun(folderOfRun);
      if ('problem' in run) return run;
      return openWatched(site, runId, folderOfRun, run, await isLocked(lockFolder(folderOfRun)));
    },
    async resume(runId) {
      const own = owned.get(runId);
      if (own && !own.view().gate.stopped) return openOwned(site, own);
      if (own) {
        owned.delete(runId);
        await own.close();
      }
      const run = await resumeRun(site, runId, host, env);
      return 'problem' in run ? run : keep(run);
    },
    routes: async () => ({ routes: [] }),
    doctor: async () => '',
    clean: async () => '',
    compare: async () => '',
    playAgain: async (_runId: string, _route: Route) => ({ problems: ['not yet'] }),
  };
};
