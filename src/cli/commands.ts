import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { booksBy, formatUse } from '../model/books.ts';
import { costOf, formatCost } from '../model/money.ts';
import { formatDuration, paceOf } from '../model/pace.ts';
import { baseLine, goalTitle } from '../model/plain.ts';
import type { RunSummary } from '../model/protocol.ts';
import { attemptState, storiesOf, storyState } from '../model/questions.ts';
import { formatRoute } from '../model/route.ts';
import { needsApproval, runState } from '../model/run-state.ts';
import type { View } from '../model/view.ts';
import { limitProblems } from '../run/limits.ts';
import type { OpenRun } from '../run/seam.ts';
import { unreadable } from '../run/unreadable.ts';
import { exitStatus } from './follow.ts';
import { followed } from './followed.ts';
import { rerun } from './rerun.ts';
import { refuse, type Told } from './told.ts';
import type { Command } from './words.ts';

/** What each word does in a repository; each resolves to the exit status. */
export const commands: Readonly<
  Record<Exclude<Command, 'demo' | 'doctor'>, (told: Told) => Promise<number>>
> = {
  run,
  resume,
  rerun,
  compare,
  runs: list,
  show,
  stop,
  clean,
};

async function run(told: Told): Promise<number> {
  const { typed, runs } = told;
  const goal = await goalOf(told);
  if ('problem' in goal) return refuse(told, goal.problem);
  const continues = typed.continue
    ? await newest(told, ({ state, integrated }) => isOver(state) && integrated > 0)
    : undefined;
  if (typed.continue && !continues)
    return refuse(
      told,
      'There is no finished run with something integrated to go on from. `baro runs` lists what there is.',
    );
  const started = await runs.start(goal.text, {
    ...typed.settings,
    planFile: typed.settings.planFile && resolve(typed.settings.planFile),
    script: typed.settings.script && resolve(typed.settings.script),
    continues,
    approve: typed.yes ? 'auto' : 'ask',
    unattended: isUnattended(told),
  });
  if ('problems' in started) return refuse(told, ...started.problems);
  const status = await followed(told, started, 1);
  if (typed.settings.planOnly && !typed.json && status === 0) told.print(planOf(started));
  return status;
}

async function resume(told: Told): Promise<number> {
  const { typed, runs } = told;
  const problems = limitProblems(typed.settings, true);
  if (problems.length > 0) return refuse(told, ...problems);
  const id =
    typed.words[0] ?? (await newest(told, ({ state, problem }) => !isOver(state) && problem === undefined));
  if (!id) return refuse(told, await whyNoneGoesOn(told));
  const before = await runs.open(id);
  if ('problem' in before) return refuse(told, before.problem);
  const { view } = before;
  await before.close();
  if (view.ending.completed) {
    told.terminal.line(
      `Run ${id} is finished already. \`baro rerun ${id} STORY --route R\` works on a story again.`,
    );
    return exitStatus(view);
  }
  if (before.idle && needsApproval(view) && isUnattended(told) && !typed.yes)
    return refuse(
      told,
      `The plan of run ${id} has to be approved and nobody is here to ask. \`baro resume ${id} --yes\` approves it.`,
    );
  const resumed = await runs.resume(id);
  if ('problem' in resumed) return refuse(told, resumed.problem);
  const { budgetUsd: usd, timeoutMinutes: minutes } = typed.settings;
  if (usd || minutes) await resumed.send({ type: 'raise-budget', usd, minutes });
  const { change } = view.phase;
  if (typed.yes && change) await resumed.send({ type: 'approve', version: change.version });
  return followed(told, resumed, view.seq + 1);
}

async function stop(told: Told): Promise<number> {
  const [id] = told.typed.words;
  if (!id) return refuse(told, 'Say which run: baro stop RUN. `baro runs` lists them.');
  const stopped = await told.runs.stop(id);
  told.terminal.line(stopped.said);
  return stopped.ok ? 0 : 2;
}

async function list({ typed, runs, print }: Told): Promise<number> {
  const all = await runs.list();
  if (typed.json) for (const run of all) print(JSON.stringify(run));
  else if (all.length === 0) print('No run yet. Begin one with: baro "<goal>"');
  for (const { id, state, integrated, stories, cost, goal, problem } of typed.json ? [] : all)
    print(
      [
        id,
        state.padEnd(14),
        ...(problem === undefined
          ? [`${integrated}/${stories}`.padEnd(6), cost.padEnd(10), goalTitle(goal).slice(0, 60)]
          : [problem]),
      ].join('  '),
    );
  return 0;
}

async function show(told: Told): Promise<number> {
  const { typed, runs, print } = told;
  const [id] = typed.words;
  if (!id) return refuse(told, 'Say which run: baro show RUN. `baro runs` lists them.');
  const run = await runs.open(id);
  if ('problem' in run) return refuse(told, run.problem);
  if (typed.json)
    for (const entry of await run.entries(1, Number.MAX_SAFE_INTEGER)) print(JSON.stringify(entry));
  else print(described(run));
  await run.close();
  return 0;
}

async function compare(told: Told): Promise<number> {
  const { words } = told.typed;
  if (words.length === 1)
    return refuse(told, 'Say at least two runs: baro compare RUN RUN…, or none for the scoreboard of all.');
  const compared = words.length === 0 ? await told.runs.scoreboard() : await told.runs.compare(words);
  if ('problem' in compared) return refuse(told, compared.problem);
  told.print(told.typed.json ? JSON.stringify(compared.json) : compared.markdown);
  return 0;
}

async function clean({ typed, runs, terminal, print }: Told): Promise<number> {
  const said = await runs.clean();
  if (typed.json) terminal.line(said);
  else print(said);
  return 0;
}

const isUnattended = ({ typed, terminal }: Told) => typed.json || !terminal.interactive;

async function goalOf({ typed }: Told): Promise<{ text: string } | { problem: string }> {
  if (typed.goalFile !== undefined) {
    if (typed.words.length > 0) return { problem: 'Give the goal as words or as a file, not both.' };
    try {
      return { text: await readFile(typed.goalFile, 'utf8') };
    } catch (error) {
      return { problem: unreadable('goal', typed.goalFile, error) };
    }
  }
  if (typed.words.length > 1)
    return { problem: `The goal must be one argument; put it in quotes: baro "${typed.words.join(' ')}"` };
  return { text: typed.words[0] ?? '' };
}

const isOver = (state: RunSummary['state']) => ['done', 'partly done', 'failed'].includes(state);

async function newest({ runs }: Told, fits: (run: RunSummary) => boolean): Promise<string | undefined> {
  return (await runs.list()).find(fits)?.id;
}

async function whyNoneGoesOn({ runs }: Told): Promise<string> {
  const unreadable = (await runs.list()).filter(({ problem }) => problem !== undefined);
  const [{ id } = { id: '' }] = unreadable;
  const none = 'There is no unfinished run in this repository';
  return unreadable.length === 0
    ? `${none}. \`baro runs\` lists all of them.`
    : `${none} that can be read. \`baro runs\` says what is wrong with ${unreadable.length === 1 ? id : `${id} and ${unreadable.length - 1} more`}.`;
}

const planOf = ({ view }: OpenRun) => {
  const { version: _, by: __, quickEnough: ___, ...plan } = view.phase.proposed ?? {};
  return JSON.stringify({ goal: view.run?.goal, ...plan }, null, 2);
};

/** The books by phase and by route, a line each. */
function booksLines(view: View): readonly string[] {
  const rows = (['phase', 'route'] as const).flatMap((column) => booksBy(column, view));
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  return rows.map(
    ({ name, use }) =>
      `            ${[name.padEnd(width), formatCost(use.cost), formatUse(use)].filter(Boolean).join('  ')}`,
  );
}

function described({ view, idle }: OpenRun): string {
  const { run, ending } = view;
  const { wallMs, sequentialMs, speedup } = paceOf(view, view.at);
  return [
    run?.goal ?? '',
    '',
    `State     ${runState(view, !idle)}${ending.completed?.reason ? `: ${ending.completed.reason}` : ''}`,
    run ? `Branch    ${run.branch}, from ${baseLine(run.base)}` : '',
    ...(ending.pullRequest ? [`Request   ${ending.pullRequest.url}`] : []),
    `Time      ${formatDuration(wallMs)} for ${formatDuration(sequentialMs)} of work${speedup ? ` (${speedup.toFixed(1)}×)` : ''}`,
    `Cost      ${formatCost(costOf(view))}`,
    ...booksLines(view),
    '',
    ...storiesOf(view).flatMap((story) => [
      `${storyState(view, story).padEnd(11)} ${story.id}: ${story.brief.title}${story.reason ? ` (${story.reason})` : ''}`,
      ...story.attempts.map((attempt) => {
        const { number, route, failure, commit } = attempt;
        const state = attemptState(view, attempt);
        return `            ${number}. ${formatRoute(route)}, ${state}${failure ? `: ${failure.reason}` : ''}${state === 'integrated' && commit ? ` as ${commit.commit.slice(0, 10)}` : ''}`;
      }),
    ]),
  ].join('\n');
}
