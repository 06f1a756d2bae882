import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Demo, makeDemo } from '../run/demo-folder.ts';
import { openRuns } from '../run/open-runs.ts';
import type { HostServices } from '../run/seam.ts';
import { runsFolder } from '../run/site.ts';
import { follow } from './follow.ts';
import type { Told } from './told.ts';

/** Where the build puts the examples, beside this program. */
const EXAMPLES = fileURLToPath(new URL('../demo', import.meta.url));

/** A whole run on a sample repository of its own: on recorded answers where no backend is named. */
export async function demo(
  { typed, terminal, print, abort }: Omit<Told, 'runs'>,
  host: HostServices,
): Promise<number> {
  const made = await makeDemo(EXAMPLES, process.env);
  const runs = 'problem' in made ? made : await openRuns(made.repository, host);
  if ('problem' in made || 'problem' in runs) {
    terminal.line('problem' in made ? made.problem : 'problem' in runs ? runs.problem : '');
    return 2;
  }
  const scripted = typed.settings.preset === undefined || typed.settings.preset === 'scripted';
  terminal.line(`A goal for the sample repository ${made.repository}:\n\n${made.goal}`);
  if (scripted)
    terminal.line('The answers of this demo were recorded; no AI takes part. Everything else is real.\n');
  const started = await runs.start(made.goal, {
    ...typed.settings,
    ...(scripted ? { preset: 'scripted', script: made.script } : {}),
    approve: scripted || typed.yes ? 'auto' : 'ask',
    unattended: !terminal.interactive || typed.json,
  });
  if ('problems' in started) {
    for (const problem of started.problems) terminal.line(problem);
    return 2;
  }
  const json = typed.json ? print : undefined;
  const status = (await follow({ run: started, terminal, json, yes: typed.yes, firstSeq: 1, abort })) ?? 1;
  const data = join(runsFolder({ commonDir: join(made.repository, '.git') }), started.id);
  const text = await readFile(join(data, 'pull-request.md'), 'utf8').catch(() => undefined);
  if (text && !typed.json) print(`\n${text}`);
  for (const line of closing(made, data, started.view.run?.branch)) terminal.line(line);
  return status;
}

const closing = ({ root, repository }: Demo, data: string, branch: string | undefined) => [
  '',
  `The branch    git -C ${repository} log -p main..${branch}`,
  `Its log       ${join(data, 'log.jsonl')}`,
  `Pull request  ${join(data, 'pull-request.md')}`,
  `Remove it all with: rm -rf ${root}`,
];
