import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { artifactsIn } from '../adapters/artifacts.ts';
import type { Environment } from '../adapters/environment.ts';
import { branchName } from '../adapters/git/branch-name.ts';
import { isLocked, tryLock } from '../adapters/git/lock.ts';
import { attemptRef } from '../adapters/git/refs.ts';
import { commitUncommitted } from '../adapters/git/uncommitted.ts';
import { obstacleIn } from '../adapters/obstacles.ts';
import { replayLog } from '../adapters/read-log.ts';
import { answerIntent } from '../model/answer-intent.ts';
import type { Intent } from '../model/intents.ts';
import type { Plan } from '../model/plan.ts';
import type { RunOptions } from '../model/shapes.ts';
import type { View } from '../model/view.ts';
import { lookAround } from './around.ts';
import {
  beginning,
  GOAL_ARTIFACT,
  givenPlan,
  newRunId,
  optionsOf,
  PLAN_ARTIFACT,
  readGoal,
  readPlan,
  readScript,
} from './begin.ts';
import { composeRun } from './compose.ts';
import { detectPreset, impliedPreset } from './detect.ts';
import { gapsOf } from './gaps.ts';
import { madeFolder } from './made-folder.ts';
import { warnOfModels } from './model-lists.ts';
import type { Origin } from './origin.ts';
import type { OwnedRun } from './owned-run.ts';
import { readConfig, withDefaults } from './repository-config.ts';
import { roomProblems, worktreesIn } from './room.ts';
import { lockFolder, logFile, replayRunLog } from './run-log.ts';
import type { HostServices, RunSettings } from './seam.ts';
import { runsFolder, type Site } from './site.ts';
import { usesLeft, usesOf } from './uses.ts';

/*
 * The runs of one repository, and how they are begun and taken up.
 */

/** Names the script of a scripted run, so that a resumed one finds it. */
export const SCRIPT_ARTIFACT = 'script.json';

/** Begins a run, or says everything that stands in its way; then nothing was created. */
export async function startRun(
  { site, branch }: Origin,
  text: string,
  settings: RunSettings,
  host: HostServices,
  env: Environment,
): Promise<OwnedRun | { readonly problems: readonly string[] }> {
  const plan = settings.planFile ? await readPlan(settings.planFile) : undefined;
  const given = plan && 'plan' in plan ? plan : undefined;
  const goal = readGoal(text === '' && given ? given.plan.goal : text);
  const around = lookAround(host, env, { scripted: settings.script !== undefined });
  const preset = settings.preset ?? impliedPreset(settings);
  const said = await readConfig(site.root, host.settings().trusted);
  const config = 'config' in said ? said.config : {};
  const detected = preset === undefined ? await detectPreset(around) : { preset, said: undefined };
  const options =
    'problem' in detected
      ? { problems: [detected.problem] }
      : optionsOf(withDefaults(settings, config), host.settings(), detected.preset);
  const uses = 'problems' in options ? [] : usesOf(options, given?.plan);
  const script = await readScript(settings.script, uses);
  const problems = [
    ...('problem' in goal && !(text === '' && plan && 'problems' in plan) ? [goal.problem] : []),
    ...(plan && 'problems' in plan ? plan.problems : []),
    ...('problems' in said ? said.problems : []),
    ...('problems' in options
      ? options.problems
      : await gapsOf(uses, { ...around, endpoints: options.endpoints })),
    ...('problem' in script ? [script.problem] : []),
    ...(await roomProblems(worktreesIn(host.settings(), env), site)),
  ];
  if (problems.length > 0 || 'problem' in goal || 'problems' in options || 'problem' in script)
    return { problems };
  if ('said' in detected && detected.said) host.log(detected.said);
  const { includeChanges = false } = settings;
  const notes = [...aboutChanges(site, includeChanges), ...site.notes];
  for (const note of [...notes, ...('notes' in said ? said.notes : []), ...(given?.warnings ?? [])])
    host.log(note);
  const begun = {
    goal: goal.goal,
    options,
    branch,
    plan: given?.plan,
    approved: false,
    script: script.text,
    includeChanges,
  };
  return beginRun(site, begun, host, env);
}

/** What becomes of the files that are not committed. */
function aboutChanges({ uncommitted }: Site, included: boolean): readonly string[] {
  if (uncommitted === 0) return [];
  const files = uncommitted === 1 ? 'One file is' : `${uncommitted} files are`;
  return [
    included
      ? `${files} not committed; a copy of what they are now is to be the first commit of the branch.`
      : `${files} not committed; the run starts from the commit and leaves them alone. \`--include-changes\` takes them along.`,
  ];
}

/** What a run begins with, all of it checked. */
export type Begun = {
  readonly goal: string;
  readonly options: RunOptions;
  /** A new one where there is none. */
  readonly branch?: string | undefined;
  readonly plan?: Plan | undefined;
  /** A person has approved this very plan before. */
  readonly approved: boolean;
  readonly script?: string | undefined;
  readonly includeChanges?: boolean;
};

/** Makes the run's folder and lets it begin. */
export async function beginRun(
  site: Site,
  { goal, options, branch, plan, approved, script, includeChanges = false }: Begun,
  host: HostServices,
  env: Environment,
): Promise<OwnedRun | { readonly problems: readonly string[] }> {
  const runId = newRunId(new Date());
  const base = includeChanges ? await baseWithChanges(site, runId, env) : site.base;
  if ('problem' in base) return { problems: [base.problem] };
  const folder = join(runsFolder(site), runId);
  const unwritable = await madeFolder(folder);
  if (unwritable)
    return {
      problems: [`${unwritable} Runs are kept in the repository's own git folder; let Baro write there.`],
    };
  const request = {
    runId,
    goal,
    repository: site.name,
    base,
    branch: branch ?? branchName(goal, runId),
    options,
  };
  const begun = await locked(folder, runId, async (release) => {
    await artifactsIn(folder).write(GOAL_ARTIFACT, goal);
    if (plan) await artifactsIn(folder).write(PLAN_ARTIFACT, JSON.stringify(plan));
    if (script !== undefined) await artifactsIn(folder).write(SCRIPT_ARTIFACT, script);
    void warnOfModels(usesOf(options, plan), lookAround(host, env, { endpoints: options.endpoints }), runId);
    const kept = script === undefined ? undefined : join(folder, SCRIPT_ARTIFACT);
    return composeRun(
      { site, runId, folder, options, script: kept, host, env, release },
      beginning(request, plan, approved),
    );
  });
  return 'problem' in begun ? { problems: [begun.problem] } : begun;
}

/** The commit that the checkout is at, with what is not committed on top of it. */
async function baseWithChanges(
  { git, checkout, base, uncommitted }: Site,
  runId: string,
  env: Environment,
): Promise<Site['base'] | { readonly problem: string }> {
  if (uncommitted === 0) return base;
  const made = await commitUncommitted(git, {
    ...{ checkout, head: base.commit, env },
    ref: attemptRef(runId, 'base'),
    message: `What was not committed when the run began\n\nBaro-Run: ${runId}`,
  });
  return 'problem' in made ? made : { ref: base.ref, commit: made.commit, head: base.commit };
}

/** Takes an unfinished or finished run up again, as its log says it was begun, and answers `then` first. */
export async function resumeRun(
  site: Site,
  runId: string,
  host: HostServices,
  env: Environment,
  then: Intent | 'nothing' = { type: 'resume' },
): Promise<OwnedRun | { readonly problem: string }> {
  const folder = join(runsFolder(site), runId);
  const there = replayRunLog(runsFolder(site), runId);
  if ('problem' in there) return there;
  const kept = join(folder, SCRIPT_ARTIFACT);
  const script = existsSync(kept) ? kept : undefined;
  const endpoints = there.view.run?.options.endpoints ?? {};
  const around = lookAround(host, env, { endpoints, scripted: script !== undefined });
  const holdsUp = then !== 'nothing' && (then.type === 'stop' || then.type === 'pause');
  const problems = [
    ...(holdsUp ? [] : await gapsOf(usesLeft(there.view), around)),
    ...(await roomProblems(worktreesIn(host.settings(), env), site)),
  ];
  if (problems.length > 0) return { problem: problems.join(' ') };
  return locked(folder, runId, async (release) => {
    const read = replayRunLog(runsFolder(site), runId); // its owner may have written on until it let go
    if ('problem' in read) return read;
    const { view } = read;
    if (!view.run) return { problem: `Run ${runId} ended before it began; start it anew.` };
    const answer = then === 'nothing' ? { events: [] } : answerIntent(view, then);
    // A run that was neither stopped nor paused goes on without being told to.
    if ('refused' in answer && then !== 'nothing' && then.type !== 'resume')
      return { problem: answer.refused };
    const first = [
      ...(await givenPlan(artifactsIn(folder), view)),
      ...('events' in answer ? answer.events : []),
    ];
    return composeRun({ site, runId, folder, options: view.run.options, script, host, env, release }, first);
  });
}

/** Opens a run under its lock, which whoever opened it lets go of; where it cannot be opened, it is let go at once. */
async function locked(
  folder: string,
  runId: string,
  open: (release: () => Promise<void>) => Promise<OwnedRun | { readonly problem: string }>,
): Promise<OwnedRun | { readonly problem: string }> {
  const release = await tryLock(lockFolder(folder));
  if (!release)
    return {
      problem: `Run ${runId} is open in another process. Close it there, or stop it with \`baro stop ${runId}\`.`,
    };
  const opened = await open(release).catch(async (error) => {
    await release();
    const obstacle = await obstacleIn([{ what: 'the repository', folder }], error);
    if (!obstacle) throw error;
    return { problem: obstacle.message };
  });
  if ('problem' in opened) await release();
  return opened;
}

export type StoredRun = {
  readonly id: string;
  readonly folder: string;
  readonly view: View;
  readonly owned: boolean;
};

/** One run of the repository, where it can be read. */
export async function storedRun(site: Site, id: string): Promise<StoredRun | undefined> {
  if (!/^[\w-]+$/.test(id)) return undefined;
  const folder = join(runsFolder(site), id);
  const read = replayLog(logFile(folder));
  if ('problem' in read || read.view.seq === 0) return undefined;
  return { id, folder, view: read.view, owned: await isLocked(lockFolder(folder)) };
}
