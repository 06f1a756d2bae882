import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { branchName } from '../adapters/git/branch-name.ts';
import { isLocked, tryLock } from '../adapters/git/lock.ts';
import { readLog } from '../adapters/log.ts';
import { answerIntent } from '../model/answer-intent.ts';
import { viewOf } from '../model/evolve.ts';
import type { Intent } from '../model/intents.ts';
import type { View } from '../model/view.ts';
import { bestPreset, gapsOf, NOTHING_SIGNED_IN } from './availability.ts';
import {
  beginning,
  GOAL_ARTIFACT,
  givenPlan,
  newRunId,
  optionsOf,
  PLAN_ARTIFACT,
  readGoal,
  readPlan,
} from './begin.ts';
import { composeRun } from './compose.ts';
import { artifactsOf, logFile, type OwnedRun } from './owned-run.ts';
import type { HostServices, RunSettings } from './seam.ts';
import { runsFolder, type Site } from './site.ts';

/** The runs of one repository, and how they are begun and taken up. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names the script of a scripted run, so that a resumed one finds it. */
const SCRIPT_ARTIFACT = 'script.json';

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
  const preset = settings.preset ?? (await bestPreset(host, env));
  if (!preset) return { problems: [NOTHING_SIGNED_IN] };
  if (!settings.preset) host.log(`Models: ${preset}, the best of what is signed in.`);
  const options = optionsOf(settings, host.settings(), preset);
  const script = settings.script && (await readFile(settings.script, 'utf8').catch(() => undefined));
  const problems = [
    ...(settings.script && script === undefined ? [`The script ${settings.script} cannot be read.`] : []),
    ...('problem' in goal ? [goal.problem] : []),
    ...(plan && 'problems' in plan ? plan.problems : []),
    ...('problems' in options
      ? options.problems
      : await gapsOf(options.routes, host, env, options.endpoints)),
  ];
  if (problems.length > 0 || 'problem' in goal || 'problems' in options || (plan && 'problems' in plan))
    return { problems };

  const runId = newRunId(new Date());
  const folder = join(runsFolder(site), runId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = await tryLock(lockFolder(folder));
  if (!release) return { problems: [`Run ${runId} is already open in another process.`] };
  await artifactsOf(folder).write(GOAL_ARTIFACT, goal.goal);
  if (plan && 'plan' in plan) await artifactsOf(folder).write(PLAN_ARTIFACT, JSON.stringify(plan.plan));
  if (script !== undefined) await artifactsOf(folder).write(SCRIPT_ARTIFACT, script);
  return composeRun(
    {
      site,
      runId,
      folder,
      options,
      script: script === undefined ? undefined : join(folder, SCRIPT_ARTIFACT),
      host,
      env,
      release,
    },
    beginning(
      {
        runId,
        goal: goal.goal,
        repository: site.name,
        base: site.base,
        branch: branchName(goal.goal, runId),
        options,
      },
      plan?.plan,
    ),
  );
}

/** Takes an unfinished or finished run up again, as its log says it was begun, and answers `then` first. */
export async function resumeRun(
  site: Site,
  runId: string,
  host: HostServices,
  env: Environment,
  then?: Intent,
): Promise<OwnedRun | { readonly problem: string }> {
  const folder = join(runsFolder(site), runId);
  const read = readLog(logFile(folder));
  if ('problem' in read) return { problem: `Run ${runId} cannot be taken up: ${read.problem}` };
  const view = viewOf(read.entries);
  if (!view.run) return { problem: `Run ${runId} ended before it began; start it anew.` };
  const answer = answerIntent(view, then ?? { type: 'resume' });
  if (then && 'refused' in answer) return { problem: answer.refused };
  const release = await tryLock(lockFolder(folder));
  if (!release) return { problem: `Run ${runId} is open in another process.` };
  const kept = join(folder, SCRIPT_ARTIFACT);
  const script = existsSync(kept) ? kept : undefined;
  const first = [
    ...(await givenPlan(artifactsOf(folder), view)),
    ...('events' in answer ? answer.events : []),
  ];
  return composeRun({ site, runId, folder, options: view.run.options, script, host, env, release }, first);
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
