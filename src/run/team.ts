import { createHash, randomUUID } from 'node:crypto';
import type { Breath } from '../engine/breath.ts';
import type { Participant } from '../engine/participant.ts';
import type { Artifacts, Forge, Repository, RunCommand } from '../engine/ports.ts';
import type { Think } from '../engine/think.ts';
import type { Warm } from '../engine/warm.ts';
import type { Evidence } from '../model/shapes.ts';
import type { RunInfo } from '../model/view.ts';
import { architect, type Planning } from '../participants/architect.ts';
import { auditor } from '../participants/auditor.ts';
import { cartographer } from '../participants/cartographer.ts';
import { conductor, type Reserve } from '../participants/conductor.ts';
import { critic } from '../participants/critic.ts';
import { librarian } from '../participants/librarian.ts';
import { operator } from '../participants/operator.ts';
import { planner } from '../participants/planner.ts';
import { sentry } from '../participants/sentry.ts';
import { storyAgent } from '../participants/story-agent.ts';
import { storyFactory } from '../participants/story-factory.ts';
import { surgeon } from '../participants/surgeon.ts';
import { verifier } from '../participants/verifier.ts';
import type { Prompts } from '../prompts/prompts.ts';

/** What the outside gives to the participants of one run. */
export type Outside = {
  readonly think: Think;
  readonly warmCache: Warm;
  readonly repository: Repository;
  readonly forge: Forge;
  readonly artifacts: Artifacts;
  readonly runCommand: RunCommand;
  readonly countTests: (output: string, exitCode: number | null) => Evidence['tests'];
  readonly prompts: Prompts;
  readonly reserve: Reserve;
  readonly now: () => number;
  readonly sleep: (ms: number, abort: AbortSignal) => Promise<void>;
  readonly breath: Breath;
  readonly limits: { readonly silenceMs: number; readonly totalMs: number };
};

/** Commands that prove a commit run for this many attempts at once, whatever the agents do. */
const VERIFY_AT_ONCE = 2;
/** Milliseconds between two rehearsals of the merge. */
const REHEARSE_EVERY = 1500;

/** Everyone who takes part in a run, in the order in which they are asked. */
export function team(outside: Outside): readonly Participant[] {
  const { think, warmCache, repository, forge, artifacts, prompts, reserve, now, sleep, breath } = outside;
  const goal = async (run: RunInfo) =>
    (run.goalArtifact ? await artifacts.read(run.goalArtifact) : undefined) ?? run.goal;
  const planning = (document: string): Planning => ({
    think,
    document,
    goal,
    code: (commit, abort) => repository.prepare('baseline', commit, abort),
  });
  return [
    librarian,
    auditor({ now, sleep, reserve }),
    conductor(reserve),
    sentry({ repository, sleep, pause: REHEARSE_EVERY }),
    cartographer(repository),
    architect(planning(prompts.architect)),
    planner(planning(prompts.planner)),
    storyFactory({ repository, artifacts, warmCache, sleep, document: prompts.story, goal, sha256, mark }),
    storyAgent({ think, repository, artifacts }),
    verifier({ ...outside, parallel: VERIFY_AT_ONCE }),
    critic({
      think,
      document: prompts.critic,
      requirementsDocument: prompts.requirements,
      repository,
      mark,
    }),
    surgeon({ think, document: prompts.surgeon, goal, repository, mark }),
    operator(repository, { forge, artifacts, clock: () => new Date(now()).toISOString(), breath }),
  ];
}

const mark = () => randomUUID();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
