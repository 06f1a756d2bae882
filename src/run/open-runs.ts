import { join } from 'node:path';
import { isLocked } from '../adapters/git/lock.ts';
import { turns } from '../adapters/turns.ts';
import { cleanRuns } from './clean.ts';
import { compareRuns } from './compare.ts';
import { diagnose } from './doctor/diagnose.ts';
import { doctorMarkdown } from './doctor/markdown.ts';
import { keptRun } from './kept-run.ts';
import { listRoutes, usedIn } from './list-routes.ts';
import { listRuns } from './list-runs.ts';
import { fileAt, openOwned, openWatched } from './open-run.ts';
import { originOf } from './origin.ts';
import type { OwnedRun } from './owned-run.ts';
import { fromLog, pastRuns } from './past-runs.ts';
import { playAgain } from './play-again.ts';
import { presetGaps } from './preset-gaps.ts';
import { lockFolder, readRunLog } from './run-log.ts';
import { resumeRun, startRun } from './runs.ts';
import { scoreboard } from './scoreboard.ts';
import type { OpenRun, OpenRuns, Runs } from './seam.ts';
import { runsFolder, siteOf } from './site.ts';
import { stopRun } from './stop-run.ts';
import { watchRun } from './watched-run.ts';

const used = fromLog(usedIn);

/** Opens the runs of the repository that a folder is in. */
export const openRuns: OpenRuns = async (folder, host) => {
  const { env } = process;
  const site = await siteOf(folder, env);
  const doctor = async () => doctorMarkdown(await diagnose(folder, host, env));
  if ('problem' in site) return { problem: site.problem, canStartRepository: site.kind === 'empty', doctor };
  const owned = new Map<string, { readonly run: OwnedRun; readonly open: OpenRun }>();
  const inTurn = turns();
  const keep = (run: OwnedRun): OpenRun => {
    const open = keptRun({
      run,
      owned: openOwned(site, run),
      watched: () => runs.open(run.id),
      letGo: () => void (owned.get(run.id)?.run === run && owned.delete(run.id)),
    });
    owned.set(run.id, { run, open });
    return open;
  };

  const runs: Runs = {
    list: () => listRuns(site),
    async start(goal, settings) {
      const origin = await originOf(folder, env, settings);
      if ('problem' in origin) return { problems: [origin.problem] };
      const run = await startRun(origin, goal, settings, host, env);
      return 'problems' in run ? run : keep(run);
    },
    async open(runId) {
      const own = owned.get(runId);
      if (own) return own.open;
      const read = readRunLog(runsFolder(site), runId);
      if ('problem' in read) return read;
      const folderOfRun = join(runsFolder(site), runId);
      const run = watchRun(folderOfRun, host.log);
      if ('problem' in run) return run;
      return openWatched(site, runId, folderOfRun, run, () => isLocked(lockFolder(folderOfRun)));
    },
    // in turn: whoever asks for something while a run is being taken up finds it taken up
    resume: (runId, then) =>
      inTurn(runId, async () => {
        const own = owned.get(runId);
        if (own && !own.open.view.brakes.stopped && !own.open.view.ending.completed) {
          const answer = then && then !== 'nothing' && (await own.open.send(then));
          // one that is not paused goes on without being told to
          const refused = answer && 'refused' in answer && then.type !== 'resume';
          return refused ? { problem: answer.refused } : own.open;
        }
        await own?.open.close();
        const run = await resumeRun(site, runId, host, env, then);
        if (!('problem' in run)) return keep(run);
        return (await isLocked(lockFolder(join(runsFolder(site), runId)))) ? runs.open(runId) : run;
      }),
    file: (commit, path) => fileAt(site, commit, path),
    stop: (runId) => stopRun(runsFolder(site), runId),
    async uncommitted() {
      const now = await siteOf(folder, env);
      return 'problem' in now ? 0 : now.uncommitted;
    },
    async routes() {
      const past = (await pastRuns(site, used)).map(({ value }) => value);
      return { routes: await listRoutes(past, host, env) };
    },
    presetGaps: (presets, settings) => presetGaps(presets, settings, host, env),
    doctor,
    clean: () => cleanRuns(site, host.settings(), env),
    compare: (ids) => compareRuns(site, ids),
    scoreboard: () => scoreboard(site),
    async playAgain(runId, routes) {
      const begun = await playAgain(site, runId, routes, host, env);
      return 'problems' in begun ? begun : begun.map(keep);
    },
  };
  return runs;
};
