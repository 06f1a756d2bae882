import { setTimeout } from 'node:timers/promises';
import { artifactsIn } from '../adapters/artifacts.ts';
import { dearest } from '../adapters/dearest.ts';
import type { Environment } from '../adapters/environment.ts';
import { forgeOf } from '../adapters/forge/forge.ts';
import { githubToken } from '../adapters/forge/github-token.ts';
import { temporaryRoot, worktreeRoot } from '../adapters/git/home.ts';
import { openRepository } from '../adapters/git/repository.ts';
import { obstacleIn, whereThereIsRoom } from '../adapters/obstacles.ts';
import { priceOf } from '../adapters/prices.ts';
import { runCommand } from '../adapters/processes.ts';
import { countTests } from '../adapters/test-counts.ts';
import { breathing } from '../engine/breath.ts';
import { type Thinking, thinker } from '../engine/think.ts';
import { warmer } from '../engine/warm.ts';
import type { RunEvent } from '../model/events.ts';
import type { RunOptions } from '../model/shapes.ts';
import { openBackends } from './backends.ts';
import { madeFolder } from './made-folder.ts';
import { mapCommit } from './map-commit.ts';
import { readOwnModels } from './own-models.ts';
import { ownParticipants } from './own-participants.ts';
import { type OwnedRun, ownRun, signalsOf } from './owned-run.ts';
import { promptsOf } from './prompts-of.ts';
import { joinRace } from './race.ts';
import { readConfig, withConfig } from './repository-config.ts';
import { reserveBy } from './reserve.ts';
import { worktreesIn } from './room.ts';
import type { HostServices } from './seam.ts';
import type { Site } from './site.ts';
import { stranger } from './stranger.ts';
import { team } from './team.ts';

/** Ends a question in which nothing was heard for so long, or that took so long, in milliseconds; and its most requests. */
const THINK_LIMITS = { silenceMs: 10 * 60_000, totalMs: 2 * 3600_000, turns: 200 };
const COMMAND_LIMITS = { silenceMs: 5 * 60_000, totalMs: 45 * 60_000 };

export type Composing = {
  readonly site: Site;
  readonly runId: string;
  readonly folder: string;
  readonly options: RunOptions;
  readonly script: string | undefined;
  readonly host: HostServices;
  readonly env: Environment;
  /** Lets the lock on the run go. */
  readonly release: () => Promise<void>;
};

/** Puts a run together: its participants, what they reach the outside with, and the bus over its log. */
export async function composeRun(
  { site, runId, folder, options, script, host, env, release }: Composing,
  first: readonly RunEvent[],
): Promise<OwnedRun | { readonly problem: string }> {
  const told = host.settings();
  const said = await readConfig(site.root, told.trusted);
  if ('problems' in said) for (const problem of said.problems) host.log(problem);
  const settings = 'config' in said ? withConfig(told, said.config) : told;
  const home = worktreesIn(settings, env);
  const worktrees = worktreeRoot(home, site.commonDir, runId);
  const unwritable = await madeFolder(worktrees);
  if (unwritable)
    return {
      problem: `${unwritable} Set BARO_HOME, or baro.worktree.directory in VS Code, to a folder for worktrees.`,
    };
  let run: OwnedRun | undefined;
  const artifacts = artifactsIn(folder);
  const signals = signalsOf();
  const added = readOwnModels(settings.ownModels);
  if ('problems' in added) for (const problem of added.problems) host.log(problem);
  const price = priceOf('prices' in added ? added.prices : {});
  const repository = await openRepository({
    commonDir: site.commonDir,
    worktrees,
    temporary: temporaryRoot(home, site.commonDir, runId),
    runId,
    map: mapCommit(site.git, { build: settings.buildCommands, test: settings.testCommands }),
    env,
    allow: settings.environment,
    furnishing: {
      checkout: site.checkout,
      include: settings.includeFiles,
      // The map comes late, so the run's own view of it is asked each time.
      setup: () => (settings.setupCommand ? [settings.setupCommand] : (run?.view().phase.map?.setup ?? [])),
      fills: () => run?.view().phase.map?.fills ?? {},
      ...(settings.readyCommand ? { readiness: settings.readyCommand } : {}),
      run: runCommand,
    },
  });
  const thinking: Thinking = {
    run: runId,
    backend: await openBackends({ host, settings, env, endpoints: options.endpoints, script }),
    priceOf: price,
    atMost: dearest,
    artifacts,
    signal: signals.emit,
    now: Date.now,
    limits: THINK_LIMITS,
  };
  const forge = forgeOf({
    remote: site.remote,
    push: site.push,
    lookAtBase: site.lookAtBase,
    token: githubToken({ env, session: (api) => host.githubToken(api) }),
    apiUrl: env['GITHUB_API_URL'],
  });
  const participants = team({
    think: thinker(thinking),
    warmCache: warmer(thinking),
    repository,
    forge,
    artifacts,
    runCommand: whereThereIsRoom(runCommand),
    countTests,
    prompts: await promptsOf(site.root, settings.trusted),
    reserve: reserveBy(price, dearest),
    now: Date.now,
    sleep: (ms, abort) => setTimeout(ms, undefined, { signal: abort }).catch(() => {}),
    breath: breathing(),
    limits: COMMAND_LIMITS,
  });
  const own = await ownParticipants(site.root, settings.runsParticipants, host.log);
  run = await ownRun(
    {
      id: runId,
      folder,
      participants: [...participants, ...[...own, ...host.participants()].map(stranger)],
      signals,
      snapshot: (worktree) => repository.snapshot(worktree),
      release: async () => {
        try {
          await repository.close();
        } finally {
          await release();
        }
      },
      strange: host.log,
      obstacleIn: (thrown) =>
        obstacleIn(
          [
            { what: 'worktrees', folder: worktrees },
            { what: 'the repository', folder },
          ],
          thrown,
        ),
    },
    first,
  );
  if (options.race) joinRace(site, options.race, run, host.log);
  return run;
}
