import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openRuns } from '../../src/run/open-runs.ts';
import type { HostServices, OpenRun, RunSettings, Runs } from '../../src/run/seam.ts';
import type { Temporary } from '../adapters/git/temporary.ts';
import { hostWith, noSettings } from './no-settings.ts';

const story = (id: string, dependsOn: readonly string[] = []) => ({
  id,
  title: `Writes ${id}`,
  description: '',
  dependsOn,
  touches: [`${id}.txt`],
  acceptance: [`${id}.txt is there`],
  verify: [`test -f ${id}.txt`],
  tier: 'light',
});

const smallPlan = {
  goal: 'Write files',
  summary: 'Files are written',
  stories: [story('one'), story('two', ['one'])],
};

/** Everybody does what is asked of them at once. */
const smallScript = {
  answers: [
    {
      phase: 'story',
      story: 'one',
      steps: [{ tool: 'write_file', path: 'one.txt', content: '1\n' }],
      finish: 'wrote',
    },
    {
      phase: 'story',
      story: 'two',
      steps: [{ tool: 'write_file', path: 'two.txt', content: '2\n' }],
      finish: 'wrote',
    },
    { phase: 'story', steps: [{ tool: 'write_file', path: 'three.txt', content: '3\n' }], finish: 'wrote' },
  ],
};

export const thirdPlan = { goal: 'One more', summary: 'A third', stories: [story('three')] };

/** What starts a run of the small plan by script alone: quick, so that nobody judges. */
export function smallRun(at: Temporary, plan: object = smallPlan): RunSettings {
  const planFile = join(at.folder, 'plan.json');
  const script = join(at.folder, 'script.json');
  writeFileSync(planFile, JSON.stringify(plan));
  writeFileSync(script, JSON.stringify(smallScript));
  return { preset: 'scripted', planFile, script, approve: 'auto', quick: true, localOnly: true };
}

/** The runs of a temporary repository, whose worktrees go with it. */
export async function runsOf(at: Temporary, changed: Partial<HostServices> = {}): Promise<Runs> {
  const settings = { ...noSettings, worktreeDirectory: join(at.folder, 'worktrees') };
  const runs = await openRuns(at.checkout, hostWith({}, { settings: () => settings, ...changed }));
  if ('problem' in runs) throw new Error(runs.problem);
  return runs;
}

/** The run when it is over, and let go of. */
export async function finished(opened: OpenRun | { readonly problems: readonly string[] }): Promise<OpenRun> {
  if ('problems' in opened) throw new Error(opened.problems.join('\n'));
  onTestFinished(() => opened.close());
  await opened.over;
  await opened.close();
  return opened;
}

type Refused = { readonly problems: readonly string[] };

/** The first of the runs that were begun together. */
export const first = (begun: readonly OpenRun[] | Refused): OpenRun | Refused =>
  'problems' in begun ? begun : (begun[0] ?? { problems: ['no run was begun'] });
