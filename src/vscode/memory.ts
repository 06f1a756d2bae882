import type { Memento } from 'vscode';
import type { Memory } from './window-runs.ts';

const OWNED = 'baro.owned';

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
