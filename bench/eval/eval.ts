import { parseArgs } from 'node:util';
import { commandLineHost } from '../../src/cli/host.ts';
import type { Route } from '../../src/model/route.ts';
import { lookAround } from '../../src/run/around.ts';
import { openBackends } from '../../src/run/backends.ts';
import { optionsOf } from '../../src/run/begin.ts';
import { detectPreset } from '../../src/run/detect.ts';
import { gapsOf } from '../../src/run/gaps.ts';
import type { RunSettings } from '../../src/run/seam.ts';
import { usesOf } from '../../src/run/uses.ts';
import { byBaro, byOneSession } from './agents.ts';
import { type Judged, judged } from './critic.ts';
import { type Played, report } from './report.ts';
import { readTasks } from './tasks.ts';

/*
 * Does it help? Small tasks with hidden tests, by Baro and by one plain session of the model that its stories run on;
 * and the Critic on diffs with seeded bugs. It costs what the models cost; without any it is not run.
 */

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: 'bench/eval/tasks' },
    llm: { type: 'string' },
    model: { type: 'string' },
    task: { type: 'string' },
    only: { type: 'string' },
    repeat: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string) => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const host = commandLineHost(process.env, { trust: false, log: say });
  const around = lookAround(host, process.env);
  const detected = values.llm ? { preset: values.llm, said: '' } : await detectPreset(around);
  if ('problem' in detected) return void process.stdout.write(`not run: ${detected.problem}\n`);
  const settings: RunSettings = { approve: 'auto', preset: detected.preset, model: values.model };
  const options = optionsOf(settings, around.settings, detected.preset);
  const gaps = 'problems' in options ? options.problems : await gapsOf(usesOf(options), around);
  if ('problems' in options || gaps.length > 0)
    return void process.stdout.write(`not run: ${gaps.join(' ')}\n`);

  const repeat = Math.max(1, Number.parseInt(values.repeat, 10) || 1);
  const all = (await readTasks(values.tasks)).filter(({ name }) => !values.task || name === values.task);
  const tasks = Array.from({ length: repeat }, () => all).flat();
  const backends = await openBackends({
    host,
    settings: around.settings,
    env: process.env,
    endpoints: options.endpoints,
    script: undefined,
  });
  const backendOf = (route: Route) => {
    const backend = backends(route);
    if (!backend) throw new Error(`no backend "${route.backend}" is set up`);
    return backend;
  };

  const { story, critic } = options.routes.phases;
  const played: Played[] = [];
  for (const task of values.only === 'critic' ? [] : tasks) {
    say(`${task.name}: by Baro`);
    const baro = await byBaro(task, settings, host);
    say(`${task.name}: by one session`);
    const alone = await byOneSession(task, story, backendOf(story));
    played.push({ task: task.name, baro, alone });
  }
  const judgements: Judged[] = [];
  for (const task of values.only === 'tasks' ? [] : tasks)
    for (const bug of [undefined, ...task.bugs]) {
      say(`${task.name}: the Critic on ${bug?.name ?? 'the solution'}`);
      judgements.push(await judged(task, bug, options, backendOf(critic)));
    }
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ preset: detected.preset, repeat, played, judgements })}\n`
      : `${report(detected.preset, played, judgements, repeat)}\n`,
  );
}

await main();
