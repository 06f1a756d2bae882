import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseScript } from '../adapters/backends/script.ts';
import type { Artifacts } from '../engine/ports.ts';
import { addressProblem } from '../model/address.ts';
import { planEvents } from '../model/answer-intent.ts';
import type { RunEvent } from '../model/events.ts';
import type { Plan } from '../model/plan.ts';
import { nextVersion } from '../model/questions.ts';
import type { Routes } from '../model/route.ts';
import type { RunOptions } from '../model/shapes.ts';
import { clip } from '../model/size.ts';
import { formatProblems, validatePlan } from '../model/validate-plan.ts';
import type { View } from '../model/view.ts';
import { chooseRoutes } from './choose-routes.ts';
import { limitProblems, wholeBetween } from './limits.ts';
import { capabilitiesOf, readOwnModels } from './own-models.ts';
import type { HostSettings, RunSettings } from './seam.ts';
import { DEFAULT_ENDPOINT } from './server-of.ts';
import { unreadable } from './unreadable.ts';
import type { Use } from './uses.ts';
import { USUAL } from './usual.ts';

const LONGEST_GOAL = 200_000;
/** A goal longer than this is an artifact beside the log. */
const GOAL_IN_EVENT = 3000;

/** A goal as it can be worked on, or a sentence that says why not. */
export function readGoal(text: string): { readonly goal: string } | { readonly problem: string } {
  const goal = text.replace(/\r\n/g, '\n').trim();
  if (goal === '')
    return { problem: 'The goal is empty. Say in a sentence or more what should be different.' };
  if (/[^\P{Cc}\n\t]|\ufffd/u.test(goal))
    return { problem: 'The goal holds control characters or is not text. Give it as plain UTF-8 text.' };
  if (Buffer.byteLength(goal) > LONGEST_GOAL)
    return {
      problem: `The goal is ${Buffer.byteLength(goal)} bytes long; ${LONGEST_GOAL} are the most. Put the details into a file of the repository and name it.`,
    };
  return { goal };
}

/** Reads a plan file, all its problems at once. */
export async function readPlan(
  file: string,
): Promise<
  { readonly plan: Plan; readonly warnings: readonly string[] } | { readonly problems: readonly string[] }
> {
  let value: unknown;
  try {
    value = JSON.parse((await readFile(file, 'utf8')).replace(/^\ufeff/, ''));
  } catch (error) {
    const problem =
      error instanceof SyntaxError
        ? `The plan ${file} is not JSON: ${error.message.replace(/\s+/g, ' ')}.`
        : unreadable('plan', file, error);
    return { problems: [problem] };
  }
  const read = validatePlan(value);
  if ('problems' in read) return { problems: formatProblems(read.problems).split('\n') };
  return { plan: read.plan, warnings: read.warnings.map(({ where, problem }) => `${where}: ${problem}`) };
}

/** The recorded answers that a run plays, where one of its routes is scripted and there are some. */
export async function readScript(
  file: string | undefined,
  uses: readonly Use[],
): Promise<{ readonly text: string | undefined } | { readonly problem: string }> {
  if (!file || !uses.some(({ route }) => route.backend === 'scripted')) return { text: undefined };
  try {
    const text = await readFile(file, 'utf8');
    const script = parseScript(text);
    return 'problem' in script ? { problem: `${file}: ${script.problem}.` } : { text };
  } catch (error) {
    return { problem: unreadable('script', file, error) };
  }
}

/** The options of a run, as its log keeps them; problems where a setting makes no sense. */
export function optionsOf(
  settings: RunSettings,
  host: HostSettings,
  preset: string,
): RunOptions | { readonly problems: readonly string[] } {
  const added = readOwnModels(host.ownModels);
  const problems: string[] = 'problems' in added ? [...added.problems] : [];
  const routes = chooseRoutes({
    preset,
    model: settings.model,
    tiers: settings.tierRoutes,
    phases: settings.phaseRoutes,
    ladder: settings.ladder,
    own: 'presets' in added ? added.presets : {},
    capabilitiesOf: capabilitiesOf(host),
    openaiBaseUrl: settings.openaiBaseUrl,
  });
  if ('problem' in routes) problems.push(routes.problem);
  const endpoints = {
    ...host.endpoints,
    ...settings.endpoints,
    ...(settings.openaiBaseUrl ? { [DEFAULT_ENDPOINT]: settings.openaiBaseUrl } : {}),
  };
  for (const [name, url] of Object.entries(endpoints)) {
    const problem = addressProblem(url);
    if (problem)
      problems.push(
        `The base URL of ${name === DEFAULT_ENDPOINT ? 'the endpoint (--openai-base-url)' : `endpoint "${name}" (--endpoint, baro.models.endpoints)`} ${problem}.`,
      );
  }
  problems.push(
    ...wholeBetween(
      'The number of stories at once (--parallel, baro.budget.parallel)',
      settings.parallel,
      1,
      64,
    ),
    ...wholeBetween('The number of attempts (--attempts, baro.budget.attempts)', settings.attempts, 1, 20),
    ...limitProblems(settings),
  );
  if (settings.approve === 'ask' && settings.unattended && !settings.planOnly)
    problems.push(
      'A plan has to be approved and nobody is here to ask. Say --yes to approve it beforehand, or --plan-only to see it.',
    );
  if (problems.length > 0 || 'problem' in routes) return { problems };
  return {
    parallel: settings.parallel ?? USUAL.parallel,
    attempts: settings.attempts ?? USUAL.attempts,
    ...(settings.budgetUsd === undefined ? {} : { budgetUsd: settings.budgetUsd }),
    ...(settings.timeoutMinutes === undefined ? {} : { timeoutMinutes: settings.timeoutMinutes }),
    quick: settings.quick ?? false,
    localOnly: settings.localOnly ?? false,
    planOnly: settings.planOnly ?? false,
    approve: settings.approve,
    review: settings.review ?? false,
    preset,
    routes: logged(routes),
    endpoints,
    ...(settings.continues ? { continues: settings.continues } : {}),
    ...(settings.replays ? { replays: settings.replays } : {}),
  };
}

/** The events that begin a run: the request, and the plan where one was given. */
export function beginning(
  request: {
    readonly runId: string;
    readonly goal: string;
    readonly repository: string;
    readonly base: { readonly ref: string; readonly commit: string };
    readonly branch: string;
    readonly options: RunOptions;
  },
  plan: Plan | undefined,
  approved: boolean,
): readonly RunEvent[] {
  const { goal } = request;
  const long = Buffer.byteLength(goal) > GOAL_IN_EVENT;
  const requested: RunEvent = {
    type: 'run.requested',
    ...request,
    goal: clip(goal, GOAL_IN_EVENT),
    ...(long ? { goalArtifact: GOAL_ARTIFACT } : {}),
  };
  if (!plan) return [requested];
  return [
    requested,
    ...planEvents(plan, 1),
    ...(approved ? [{ type: 'plan.approved', version: 1 } as const] : []),
  ];
}

/** The events that give a run its plan once more, where a crash tore the beginning of a run that came with one. */
export async function givenPlan(artifacts: Artifacts, view: View): Promise<readonly RunEvent[]> {
  const text = view.phase.proposed ? undefined : await artifacts.read(PLAN_ARTIFACT);
  const read = text === undefined ? undefined : validatePlan(JSON.parse(text));
  return read && 'plan' in read ? [...planEvents(read.plan, nextVersion(view))] : [];
}

export const GOAL_ARTIFACT = 'goal.md';
export const PLAN_ARTIFACT = 'plan.json';

/** Sorts by time, and does not meet another one made in the same second. */
export const newRunId = (now: Date) =>
  `${now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`;

const logged = ({ phases, tiers, ladder }: Routes): RunOptions['routes'] => ({
  phases: { ...phases },
  tiers: { ...tiers },
  ladder: [...ladder],
});
