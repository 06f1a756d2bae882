import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactsIn } from '../adapters/artifacts.ts';
import type { Environment } from '../adapters/environment.ts';
import { readLog } from '../adapters/read-log.ts';
import type { Entry } from '../model/events.ts';
import { evolve } from '../model/evolve.ts';
import type { Plan } from '../model/plan.ts';
import type { Route } from '../model/route.ts';
import type { RunOptions } from '../model/shapes.ts';
import { emptyView, type ProposedPlan } from '../model/view.ts';
import { lookAround } from './around.ts';
import { GOAL_ARTIFACT, newRunId } from './begin.ts';
import { gapsOf } from './gaps.ts';
import type { OwnedRun } from './owned-run.ts';
import { roomProblems, worktreesIn } from './room.ts';
import { logFile } from './run-log.ts';
import { beginRun, SCRIPT_ARTIFACT, storedRun } from './runs.ts';
import type { HostServices } from './seam.ts';
import type { Site } from './site.ts';
import { usesOf } from './uses.ts';

/**
 * The plan that a person approved for a run, once more from the same commit on each of the routes, with every story
 * on that route and everybody else on the routes they had: what differs between the runs is the route. Several race.
 */
export async function playAgain(
  site: Site,
  runId: string,
  routes: readonly Route[],
  host: HostServices,
  env: Environment,
): Promise<readonly OwnedRun[] | { readonly problems: readonly string[] }> {
  const stored = await storedRun(site, runId);
  const run = stored?.view.run;
  if (!stored || !run) return { problems: [`There is no run ${runId} in this repository.`] };
  const read = readLog(logFile(stored.folder));
  const approved = 'entries' in read ? approvedPlan(read.entries) : undefined;
  if (!approved) return { problems: [`Run ${runId} has no approved plan that could be played again.`] };
  const endpoints = { ...host.settings().endpoints, ...run.options.endpoints };
  const goal = (await artifactsIn(stored.folder).read(GOAL_ARTIFACT)) ?? run.goal;
  const script = await readFile(join(stored.folder, SCRIPT_ARTIFACT), 'utf8').catch(() => undefined);
  const plan = planOn(approved, goal);
  const around = lookAround(host, env, { endpoints, scripted: script !== undefined });
  const race = routes.length > 1 ? { race: newRunId(new Date()) } : {};
  const each = routes.map((route) => ({
    ...{ ...rerouted(run.options, route), endpoints, replays: runId },
    ...race,
  }));
  const gaps = await Promise.all(each.map((options) => gapsOf(usesOf(options, plan), around)));
  const problems = [...gaps.flat(), ...(await roomProblems(worktreesIn(around.settings, env), site))];
  if (problems.length > 0) return { problems: [...new Set(problems)] };
  const begun: OwnedRun[] = [];
  for (const options of each) {
    const one = await beginRun(
      { ...site, base: run.base },
      { goal, options, plan, approved: true, script },
      host,
      env,
    );
    if ('problems' in one) {
      for (const { close } of begun) await close();
      return one;
    }
    begun.push(one);
  }
  return begun;
}

/** As the person approved it: what the Surgeon made of it afterwards belongs to that run. */
function approvedPlan(entries: readonly Entry[]): ProposedPlan | undefined {
  let view = emptyView;
  let plan: ProposedPlan | undefined;
  for (const entry of entries) {
    const change = view.phase.change;
    view = evolve(view, entry);
    if (entry.event.type === 'plan.approved' && !change) plan = view.phase.proposed;
  }
  return plan;
}

const planOn = ({ version: _, by: __, quickEnough: ___, ...plan }: ProposedPlan, goal: string): Plan => ({
  ...plan,
  goal,
  stories: plan.stories.map(({ route: ____, ...story }) => story),
});

function rerouted({ continues: _, race: __, ...options }: RunOptions, route: Route): RunOptions {
  const { phases } = options.routes;
  return {
    ...options,
    planOnly: false,
    routes: { phases: { ...phases, story: route }, tiers: {}, ladder: [] },
  };
}
