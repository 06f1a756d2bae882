import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../src/model/events.ts';
import { openRuns } from '../src/run/open-runs.ts';
import { WindowRuns } from '../src/vscode/window-runs.ts';
import { type Brain, type ModelServer, modelServer } from '../test/support/model-server.ts';
import { hostWith, noSettings } from '../test/support/no-settings.ts';
import type { Repository } from './repository.ts';
import { planOf, type Story } from './stories.ts';

type Asked = {
  readonly llm: 'openai' | 'anthropic';
  readonly parallel: number;
  /** How long a person reads the plan before it is approved, in milliseconds. */
  readonly reading: number;
};

/** The runs of one repository in this process, as a window of the editor holds them; it takes the process over. */
export type Window = {
  readonly runs: WindowRuns;
  readonly server: ModelServer;
  /** Plays a run of stories that each write one file, to its end. */
  play(stories: readonly Story[], asked: Asked): Promise<readonly Entry[]>;
  close(): Promise<void>;
};

export async function windowOn({ folder, repo, env }: Repository, brain: Brain): Promise<Window> {
  Object.assign(process.env, env);
  const server = await modelServer(brain);
  const settings = {
    ...noSettings,
    openaiBaseUrl: server.openaiUrl,
    anthropicBaseUrl: server.anthropicUrl,
  };
  const host = hostWith({ OPENAI_API_KEY: 'none', ANTHROPIC_API_KEY: 'none' }, { settings: () => settings });
  const runs = new WindowRuns({
    engine: async () => openRuns,
    hostOf: () => host,
    memory: { get: () => [], set: () => {} },
    log: (line) => console.error(line),
    broke: (_, reason) => console.error(reason),
  });
  return {
    runs,
    server,
    async play(stories, { llm, parallel, reading }) {
      const planFile = join(folder, 'plan.json');
      writeFileSync(planFile, JSON.stringify(planOf(stories)));
      const repository = await runs.of(repo);
      if ('problem' in repository) throw new Error(repository.problem);
      const run = await repository.start('', {
        ...{ preset: llm, parallel, planFile, localOnly: true, approve: 'ask' },
      });
      if ('problems' in run) throw new Error(run.problems.join('\n'));
      runs.hold(run, repo);
      await sleep(reading);
      await run.send({ type: 'approve', version: 1 });
      await run.over;
      const { completed } = run.view.ending;
      if (completed?.outcome !== 'done') throw new Error(`the run ended ${completed?.outcome}`);
      return run.entries(1, run.view.seq);
    },
    async close() {
      await runs.close();
      await server.close();
    },
  };
}
