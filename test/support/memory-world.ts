import { Bus } from '../../src/engine/bus.ts';
import type { Participant } from '../../src/engine/participant.ts';
import type { Artifacts, Forge, RunCommand } from '../../src/engine/ports.ts';
import { type Thinking, thinker } from '../../src/engine/think.ts';
import { warmer } from '../../src/engine/warm.ts';
import { planEvents } from '../../src/model/answer-intent.ts';
import type { Entry, RunEvent } from '../../src/model/events.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Route } from '../../src/model/route.ts';
import type { RepositoryMap, RunOptions, Tokens } from '../../src/model/shapes.ts';
import type { Reserve } from '../../src/participants/conductor.ts';
import { team } from '../../src/run/team.ts';
import { type MemoryRepository, memoryRepository, type Tree } from './memory-repository.ts';
import { requested, smallMap } from './scenario.ts';
import { SimulatedTime } from './simulated-time.ts';
import { type Asked, type Brain, thinkingAs } from './thinking-as.ts';

/** How a command ends on the files it is run on: `true` is green, a text is what a red one prints. */
export type Proof = (command: string, tree: Tree) => true | string;

type Settings = {
  readonly brain: Brain;
  readonly files?: Tree;
  readonly map?: RepositoryMap;
  readonly proof?: Proof;
  /** Milliseconds that a command takes. */
  readonly commandMs?: number;
  readonly gates?: (paths: readonly string[]) => readonly string[];
  readonly reserve?: Reserve;
  readonly priceOf?: (route: Route, model: string, tokens: Tokens) => number | null;
};

export type World = ReturnType<typeof memoryWorld>;

/** The outside of a run, in memory: it outlives a crash, and it is the same every time. */
export function memoryWorld(settings: Settings) {
  const time = new SimulatedTime();
  const repository = memoryRepository(
    settings.files ?? { 'readme.md': 'hello' },
    settings.map ?? smallMap,
    settings.gates,
  );
  const artifacts = memoryArtifacts();
  const forge = memoryForge();
  const asked: Asked[] = [];
  const runCommand: RunCommand = async ({ command, folder, abort }) => {
    await time.sleep(settings.commandMs ?? 0, abort);
    const said = abort.aborted ? 'aborted' : (settings.proof?.(command, repository.treeIn(folder)) ?? true);
    return { exitCode: said === true ? 0 : 1, ms: 1, tail: said === true ? 'ok' : said, timedOut: false };
  };

  /** A process that works on the run: what it reaches the world with is cut off when it is killed. */
  const open = (
    log: Entry[],
    more: {
      readonly killedAfter?: number;
      readonly besides?: readonly Participant[];
      readonly obstacleIn?: NonNullable<ConstructorParameters<typeof Bus>[3]>['obstacleIn'];
    } = {},
  ) => {
    const life = { over: false };
    const thinking: Thinking = {
      run: 'run-1',
      backend: ({ backend }) => thinkingAs(backend, settings.brain, { repository, time, asked, life }),
      priceOf: settings.priceOf ?? (() => 0),
      atMost: () => 1,
      artifacts: whileAlive(artifacts, life),
      signal: () => {},
      now: time.now,
      limits: { silenceMs: 60_000, totalMs: 600_000, turns: 50 },
    };
    const participants = team({
      think: thinker(thinking),
      warmCache: warmer(thinking),
      repository: whileAlive<MemoryRepository>(repository, life),
      forge: whileAlive<Forge>(forge, life),
      artifacts: whileAlive(artifacts, life),
      runCommand: whileAlive({ runCommand }, life).runCommand,
      countTests: () => undefined,
      prompts: { architect: 'A', planner: 'P', story: 'S', critic: 'C', surgeon: 'U', requirements: 'R' },
      reserve: settings.reserve ?? (() => 0),
      now: time.now,
      sleep: time.sleep,
      breath: () => undefined,
      limits: { silenceMs: 60_000, totalMs: 600_000 },
    });
    const append = (entry: Entry) => {
      if (log.length >= (more.killedAfter ?? Number.POSITIVE_INFINITY)) {
        life.over = true;
        throw new Error('killed');
      }
      log.push(entry);
    };
    const all = [...participants, ...(more.besides ?? [])];
    return new Bus({ append }, all, time.clock, { obstacleIn: more.obstacleIn });
  };

  return { time, repository, artifacts, forge, asked, open };
}

/** What begins a run: the request, and the plan where the person gives one. */
export const beginning = (
  world: World,
  given?: Plan,
  more: Partial<RunOptions> = {},
): readonly RunEvent[] => [requested(more, world.repository.base), ...(given ? planEvents(given, 1) : [])];

/** Lets the run go on until it is completed, or until nothing more can happen. */
export async function settle(world: World, bus: Bus): Promise<void> {
  await world.time.pass(() => !bus.working);
}

/** Plays a whole run and returns its log. */
export async function play(world: World, given?: Plan, more: Partial<RunOptions> = {}) {
  const log: Entry[] = [];
  const bus = world.open(log);
  bus.publish('person', ...beginning(world, given, more));
  await settle(world, bus);
  return { log, bus };
}

/** The log as a person reads it: number, who, what, and about which story. */
export const lines = (log: readonly Entry[]) =>
  log.map(({ seq, by, event }) =>
    [seq, by, event.type, 'storyId' in event ? event.storyId : '', 'attempt' in event ? event.attempt : '']
      .filter((part) => part !== '' && part !== undefined)
      .join(' '),
  );

function memoryArtifacts(): Artifacts & { readonly files: Map<string, string> } {
  const files = new Map<string, string>();
  return {
    files,
    write: async (name, text) => void files.set(name, text),
    append: (name, text) => void files.set(name, (files.get(name) ?? '') + text),
    read: async (name) => files.get(name),
  };
}

function memoryForge() {
  const pushes: { branch: string; commit: string }[] = [];
  const pulls = new Map<
    string,
    { number: number; title: string; body: string; draft: boolean; writes: number }
  >();
  const forge: Forge = {
    baseMoved: async () => undefined,
    async push(branch, commit) {
      pushes.push({ branch, commit });
      return { remote: 'origin' };
    },
    async openPullRequest({ branch, title, body, draft }) {
      const before = pulls.get(branch);
      const number = before?.number ?? pulls.size + 1;
      pulls.set(branch, { number, title, body, draft, writes: (before?.writes ?? 0) + 1 });
      return { url: `https://forge.test/${number}`, number, draft };
    },
  };
  return { ...forge, pushes, pulls };
}

/** The port as a process holds it: once that process is killed, nothing it still tries happens. */
function whileAlive<P extends object>(port: P, life: { readonly over: boolean }): P {
  const guarded = Object.entries(port).map(([name, value]) => [
    name,
    typeof value !== 'function'
      ? value
      : (...args: unknown[]) => {
          if (life.over) throw new Error('this process was killed');
          return value(...args);
        },
  ]);
  return Object.fromEntries(guarded) as P;
}
