import type { Participant } from '../engine/participant.ts';
import type { Entry } from '../model/events.ts';
import type { RunSummary } from '../model/protocol.ts';
import type { RunSettings } from '../run/seam.ts';
import { startAsSet } from './commands/start.ts';
import { foldersOf, workspaceFolders } from './folders.ts';
import type { WindowRuns } from './window-runs.ts';

/** What the extension exports to other extensions. */
export type BaroApi = {
  readonly version: 1;
  /** The runs of every folder of this window. */
  runs(): Promise<readonly RunSummary[]>;
  /** Starts a run and resolves with its id; rejects with a sentence where it cannot be started. */
  run(goal: string, options?: RunOptions): Promise<string>;
  /** Tells of every entry of every run that this window holds open, live only. Returns what ends that. */
  onEntry(listener: (runId: string, entry: Entry) => void): { dispose(): void };
  /** Adds a participant to the runs that start from now on. */
  register(participant: Participant): { dispose(): void };
};

/** `folder` is the workspace's first where it is left out; the rest overrules the person's settings. */
export type RunOptions = Partial<RunSettings> & { readonly folder?: string };

export function createApi(runs: WindowRuns, participants: Set<Participant>): BaroApi {
  return {
    version: 1,
    runs: async () => (await Promise.all(foldersOf(runs).map(({ folder }) => runs.list(folder)))).flat(),
    run: async (goal, { folder, ...options } = {}) => {
      const where = folder ?? workspaceFolders()[0]?.uri.fsPath;
      if (where === undefined) throw new Error('No folder is open.');
      const started = await startAsSet(runs, { goal, folder: where, settings: options });
      if ('problems' in started) throw new Error(started.problems.join(' '));
      return started.run.id;
    },
    onEntry: (listener) => ({
      dispose: runs.appended.listen(({ run, entries }) => {
        for (const entry of entries) listener(run.id, entry);
      }),
    }),
    register: (participant) => {
      participants.add(participant);
      return { dispose: () => void participants.delete(participant) };
    },
  };
}
