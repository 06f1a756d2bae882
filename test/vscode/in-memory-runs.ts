import { answerIntent } from '../../src/model/answer-intent.ts';
import type { Entry, RunEvent } from '../../src/model/events.ts';
import { evolve } from '../../src/model/evolve.ts';
import type { Intent } from '../../src/model/intents.ts';
import type { Answers, RunSummary } from '../../src/model/protocol.ts';
import { storiesOf } from '../../src/model/questions.ts';
import type { Route } from '../../src/model/route.ts';
import { runState } from '../../src/model/run-state.ts';
import { emptyView, type View } from '../../src/model/view.ts';
import type { OpenRun, OpenRuns, RunSettings, Runs } from '../../src/run/seam.ts';

/** A run that lives in memory: it answers intents as a real one does, and is told everything else by its test. */
export type InMemoryRun = OpenRun & {
  publish(...events: RunEvent[]): void;
  readonly sent: readonly Intent[];
  readonly closed: boolean;
};

const route: Route = { backend: 'scripted' };

export function inMemoryRun(id: string, goal = 'Make it better', settings?: RunSettings): InMemoryRun {
  let view: View = emptyView;
  let closed = false;
  const entries: Entry[] = [];
  const sent: Intent[] = [];
  const watchers = new Set<(entries: readonly Entry[]) => void>();
  const publish = (...events: RunEvent[]) => {
    const news = events.map((event): Entry => {
      const entry = {
        seq: entries.length + 1,
        at: new Date(1.8e12 + entries.length * 1000).toISOString(),
        by: 'test',
        event,
      };
      entries.push(entry);
      view = evolve(view, entry);
      return entry;
    });
    for (const watcher of watchers) watcher(news);
  };
  publish(requested(id, goal, settings));
  return {
    id,
    get view() {
      return view;
    },
    get closed() {
      return closed;
    },
    live: true,
    sent,
    publish,
    entries: async (from, to) => entries.slice(from - 1, to),
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    signals: () => () => {},
    send: async (intent) => {
      sent.push(intent);
      const answer = answerIntent(view, intent);
      if ('refused' in answer) return answer;
      publish(...answer.events);
      return { ok: true };
    },
    log: async (_story, _attempt, from) => ({ total: 0, from, lines: [] }),
    search: async () => ({ lines: [], more: false }),
    diff: async () => ({ from: 'a'.repeat(40), to: 'b'.repeat(40), files: [], more: 0 }),
    estimate: () => undefined,
    file: async (commit, path) => `${path} at ${commit.slice(0, 7)}\n`,
    over: new Promise(() => {}),
    close: async () => {
      closed = true;
    },
  };
}

/** The runs of one folder, in memory; the same run is given whenever it is asked for. */
export function inMemoryRuns(): { readonly open: OpenRuns; readonly runs: Map<string, InMemoryRun> } {
  const runs = new Map<string, InMemoryRun>();
  const found = (id: string) => runs.get(id) ?? { problem: `There is no run ${id}.` };
  const repository: Runs = {
    list: async () => [...runs.values()].map(summary),
    start: async (goal, settings) => {
      const run = inMemoryRun(`run-${runs.size + 1}`, goal, settings);
      runs.set(run.id, run);
      return run;
    },
    open: async (id) => found(id),
    resume: async (id) => found(id),
    uncommitted: async () => 0,
    routes: async (): Promise<Answers['routes']> => ({ routes: [{ route, label: 'scripted', ready: true }] }),
    presetGaps: async (presets) => presets.map(() => undefined),
    file: async (commit, path) => `${path} at ${commit.slice(0, 7)}\n`,
    stop: async () => ({ ok: true, said: 'It was asked to stop.' }),
    doctor: async () => '# Doctor\n',
    clean: async () => 'There was nothing to remove.',
    compare: async (ids) => ({ markdown: `# ${ids.join(' and ')}\n`, json: ids }),
    scoreboard: async () => ({ markdown: '# Scoreboard\n', json: {} }),
    playAgain: async (id) => ({ problems: [`Run ${id} cannot be played again here.`] }),
  };
  return { open: async () => repository, runs };
}

const summary = ({ id, view }: InMemoryRun): RunSummary => ({
  id,
  goal: view.run?.goal ?? '',
  state: runState(view),
  startedAt: view.run?.requestedAt ?? '',
  stories: storiesOf(view).length,
  integrated: 0,
  cost: '$0',
});

const requested = (runId: string, goal: string, settings?: RunSettings): RunEvent => ({
  type: 'run.requested',
  runId,
  goal,
  repository: 'somewhere/thing',
  base: { ref: 'main', commit: '0'.repeat(40) },
  branch: `baro/better-${runId}`,
  options: {
    parallel: 2,
    attempts: 3,
    quick: false,
    localOnly: true,
    planOnly: settings?.planOnly ?? false,
    approve: settings?.approve ?? 'ask',
    review: settings?.review ?? false,
    preset: 'scripted',
    routes: {
      phases: { architect: route, planner: route, story: route, critic: route, surgeon: route },
      tiers: {},
      ladder: [],
    },
    endpoints: {},
  },
});

/** A plan of stories, each named by its id, with what it depends on. */
export function planOf(stories: Readonly<Record<string, readonly string[]>>, version = 1): RunEvent[] {
  return [
    ...Object.entries(stories).map(
      ([id, dependsOn]): RunEvent => ({
        type: 'story.planned',
        version,
        story: {
          id,
          title: id.replaceAll('-', ' '),
          description: 'Do it.',
          dependsOn: [...dependsOn],
          touches: ['src/**'],
          acceptance: ['It is done'],
          verify: [],
          tier: 'standard',
        },
      }),
    ),
    {
      type: 'plan.proposed',
      version,
      count: Object.keys(stories).length,
      summary: 'All of it',
      decisions: [],
      assumptions: [],
      questions: [],
    },
  ];
}
