import type { Memento } from 'vscode';
import type { WindowRuns } from './window-runs.ts';

const SHOWN = 'baro.shown';

type Given = {
  readonly runs: WindowRuns;
  readonly state: Pick<Memento, 'get' | 'update'>;
  /** Runs that go on have been taken up by then. */
  readonly takenUp: Promise<void>;
};

/**
 * Remembers with the workspace which run its window showed: one that was only looked at is opened again when the
 * dashboard comes back that showed it, unless the person has turned to another one by then.
 */
export function lastShown({ runs, state, takenUp }: Given): { restore(): Promise<void>; dispose(): void } {
  const before = state.get<{ readonly folder: string; readonly runId: string }>(SHOWN);
  const current = takenUp.then(() => runs.current?.run.id);
  let known = before?.runId;
  let unlisten: (() => void) | undefined;
  void current.then(() => {
    unlisten = runs.changed.listen(() => {
      if (!runs.current || runs.current.run.id === known) return;
      const { run, folder } = runs.current;
      known = run.id;
      void state.update(SHOWN, { folder, runId: run.id });
    });
  });
  return {
    restore: async () => {
      const here = await current;
      if (before && here !== before.runId && runs.current?.run.id === here)
        await runs.show(before.folder, before.runId);
    },
    dispose: () => unlisten?.(),
  };
}
