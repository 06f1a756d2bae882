import type { Memento } from 'vscode';

const OWNED = 'baro.owned';

export type NamedRun = { readonly folder: string; readonly runId: string };

/** What outlives the window: the runs that it owned, to be taken up again when it comes back. */
export type Memory = {
  get(): readonly NamedRun[];
  set(owned: readonly NamedRun[]): void;
};

/** Remembers with the workspace which runs its window owned. */
export const memoryIn = (state: Memento): Memory => ({
  get: () =>
    state
      .get<unknown[]>(OWNED, [])
      .filter(
        (one): one is { folder: string; runId: string } =>
          typeof one === 'object' &&
          one !== null &&
          'folder' in one &&
          typeof one.folder === 'string' &&
          'runId' in one &&
          typeof one.runId === 'string',
      ),
  set: (owned) => void state.update(OWNED, owned),
});
