import type { Intent } from '../model/intents.ts';
import { isWhole, storiesOf, storyOf } from '../model/questions.ts';
import { formatRoute, type Route } from '../model/route.ts';
import { limitProblems } from '../run/limits.ts';
import { follow } from './follow.ts';
import { followed } from './followed.ts';
import type { Terminal } from './terminal.ts';
import { refuse, type Told } from './told.ts';

/** `baro rerun`: a story, or the whole plan, once more; on several routes at once where several are named. */
export async function rerun(told: Told): Promise<number> {
  const { typed, runs, terminal } = told;
  const [id, storyId] = typed.words;
  if (typed.persist && (!storyId || typed.routes.length > 1))
    return refuse(told, '--persist keeps one story going on one route: baro rerun RUN STORY --persist');
  const { budgetUsd, timeoutMinutes } = typed.settings;
  if (!typed.persist && (budgetUsd !== undefined || timeoutMinutes !== undefined))
    return refuse(
      told,
      `--budget and --timeout-minutes limit a story that keeps going, with --persist. For the whole run: baro resume ${id ?? 'RUN'} --budget USD`,
    );
  const problems = limitProblems(typed.settings, true);
  if (problems.length > 0) return refuse(told, ...problems);
  if (id && !storyId && typed.routes.length > 0) return playAgain(told, id);
  if (!id || !storyId)
    return refuse(told, 'Say which run and which story: baro rerun RUN STORY --route backend:model');
  const before = await runs.open(id);
  if ('problem' in before) return refuse(told, before.problem);
  const { view } = before;
  await before.close();
  const story = storyOf(view, storyId);
  if (!story) {
    const has = storiesOf(view).map((one) => one.id);
    return refuse(told, `Run ${id} has no story "${storyId}". It has: ${has.join(', ')}.`);
  }
  const intent = intentOf(told, storyId);
  const resumed = await runs.resume(id, intent);
  if ('problem' in resumed) return refuse(told, resumed.problem);
  if (resumed.live) return followed(told, resumed, view.seq + 1);
  const sent = await resumed.send(intent);
  await resumed.close();
  if ('refused' in sent) return refuse(told, sent.refused);
  terminal.line(
    `Run ${id} is open in another process, which was asked to work on “${story.brief.title}” again.`,
  );
  return 0;
}

function intentOf({ typed: { routes, persist, settings } }: Told, storyId: string): Intent {
  if (routes.length > 1) return { type: 'race', storyId, routes: [...routes] };
  const { budgetUsd: usd, timeoutMinutes: minutes } = settings;
  return {
    ...{ type: 'rerun', storyId },
    ...(routes[0] ? { route: routes[0] } : {}),
    ...(persist ? { persist: { ...(usd ? { usd } : {}), ...(minutes ? { minutes } : {}) } } : {}),
  };
}

/** The whole plan once more, to be compared with the first time; on several routes it is a race. */
async function playAgain(told: Told, id: string): Promise<number> {
  const { typed, runs, terminal, print, abort } = told;
  const again = await runs.playAgain(id, typed.routes);
  if ('problems' in again) return refuse(told, ...again.problems);
  const [first, ...others] = again;
  if (first && others.length === 0) return followed(told, first, 1);

  await Promise.all(
    again.map((run, lane) =>
      follow({
        run,
        terminal: lineBy(terminal, typed.routes[lane]),
        // of several runs in one stream every entry says whose it is
        json: typed.json ? (entry) => print(`{"run":"${run.id}",${entry.slice(1)}`) : undefined,
        ...{ yes: false, firstSeq: 1, abort },
      }),
    ),
  );
  if (abort.aborted) return 130;
  const [won] = again
    .filter(({ view }) => isWhole(view) && view.brakes.lostTo === undefined)
    .toSorted((a, b) => a.view.ending.verifiedAt.localeCompare(b.view.ending.verifiedAt));
  const at = won?.view.run;
  terminal.line(
    at
      ? `${formatRoute(at.options.routes.phases.story)} won the race: run ${at.id}, on ${at.branch}`
      : 'Nobody won the race.',
  );
  const compared = await runs.compare(again.map((run) => run.id));
  if ('markdown' in compared && !typed.json) print(compared.markdown);
  return won ? 0 : 1;
}

/** A terminal that says before each line which route it is about; there is no one row at the bottom for several. */
const lineBy = (terminal: Terminal, route: Route | undefined): Terminal => ({
  interactive: false,
  columns: terminal.columns,
  line: (text) => terminal.line(`${route ? formatRoute(route) : ''}  ${text}`),
  status: () => {},
  ask: () => Promise.reject(new Error('nobody is asked in a race')),
});
