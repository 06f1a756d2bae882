import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isLocked, tryLock } from '../adapters/git/lock.ts';
import { readLog } from '../adapters/log.ts';
import type { RunEvent } from '../model/events.ts';
import { viewOf } from '../model/evolve.ts';
import type { View } from '../model/view.ts';
import { beginning, GOAL_ARTIFACT, newRunId, optionsOf, readGoal, readPlan } from './begin.ts';
import { composeRun } from './compose.ts';
import { artifactsOf, logFile, type OwnedRun } from './owned-run.ts';
import type { HostServices, RunSettings } from './seam.ts';
import { runsFolder, type Site } from './site.ts';

/** The runs of one repository, and how they are begun and taken up. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const lockFolder = (folder: string) => join(folder, 'lock');

/** Begins a run, or says everything that stands in its way; then nothing was created. */
export async function startRun(
  site: Site,
  text: string,
  settings: RunSettings,
  host: HostServices,
  env: Environment,
): Promise<OwnedRun | { readonly problems: readonly string[] }> {
  const goal = readGoal(text);
  const plan = settings.planFile ? await readPlan(settings.planFile) : undefined;
  const options = optionsOf(settings, host.settings(), settings.preset ?? 'openai');
  const problems = [
    ...('problem' in goal ? [goal.problem] : []),
    ...(plan && 'problems' in plan ? plan.problems : []),
    ...('problems' in options ? options.problems : []),
  ];
  if ('problem' in goal || 'problems' in options || (plan && 'problems' in plan)) return { problems };

  const runId = newRunId(new Date());
  const folder = join(runsFolder(site), runId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = await tryLock(lockFolder(folder));
  if (!release) return { problems: [`Run ${runId} is already open in another process.`] };
  await artifactsOf(folder).write(GOAL_ARTIFACT, goal.goal);
  if (settings.script) await artifactsOf(folder).write('script.txt', settings.script);
  const base = { ref: site.branch ?? 'HEAD', commit: site.head };
  return composeRun(
    { site, runId, folder, options, script: settings.script, host, env, release },
    beginning(
      { runId, goal: goal.goal, repository: site.name, base, branch: branchName(goal.goal, runId), options },
      plan?.plan,
    ),
  );
}

/** Takes an unfinished or finished run up again, as its log says it was begun. */
export async function resumeRun(
  site: Site,
  runId: string,
  host: HostServices,
  env: Environment,
  more: readonly { by: string; event: RunEvent }[] = [],
): Promise<OwnedRun | { readonly problem: string }> {
  const folder = join(runsFolder(site), runId);
  const read = readLog(logFile(folder));
  if ('problem' in read) return { problem: read.problem };
  const view = viewOf(read.entries);
  if (!view.run) return { problem: `Run ${runId} holds no request.` };
  const release = await tryLock(lockFolder(folder));
  if (!release) return { problem: `Run ${runId} is open in another process.` };
  const script = await artifactsOf(folder).read('script.txt');
  const reopened: { by: string; event: RunEvent }[] =
    view.gate.stopped && more.length === 0
      ? [{ by: 'person', event: { type: 'run.reopened', reason: 'resumed' } }]
      : [];
  return composeRun({ site, runId, folder, options: view.run.options, script, host, env, release }, [
    ...reopened,
    ...more,
  ]);
}

export type StoredRun = {
  readonly id: string;
  readonly folder: string;
  readonly view: View;
  readonly owned: boolean;
};

/** Every run of the repository that can be read, newest first. */
export async function storedRuns(site: Site): Promise<readonly StoredRun[]> {
  const ids = await readdir(runsFolder(site)).catch(() => []);
  const runs: StoredRun[] = [];
  for (const id of ids.toSorted().toReversed()) {
    const folder = join(runsFolder(site), id);
    const read = readLog(logFile(folder));
    if ('entries' in read && read.entries.length > 0)
      runs.push({ id, folder, view: viewOf(read.entries), owned: await isLocked(lockFolder(folder)) });
  }
  return runs;
}

/** `baro/<slug>-<shortId>`: letters, digits and dashes alone, whatever the goal says. */
function branchName(goal: string, runId: string): string {
  const slug = goal
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return `baro/${slug || 'run'}-${runId.slice(-6)}`;
}
