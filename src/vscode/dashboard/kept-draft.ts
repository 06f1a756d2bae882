import type { Memento } from 'vscode';
import type { WebviewMessage } from '../../model/protocol.ts';

const DRAFT = 'baro.draft';

/** The plan that is being changed in the dashboard, and is not saved. */
export type DraftOf = NonNullable<Extract<WebviewMessage, { type: 'draft' }>['of']>;

/** That there is a draft: its changes are the dashboard's own, which VS Code loads after a reload only when it is seen. */
export type KeptDraft = { get(): DraftOf | undefined; set(of: DraftOf | undefined): void };

/** Remembers it with the workspace. */
export const draftIn = (state: Pick<Memento, 'get' | 'update'>): KeptDraft => ({
  get: () => {
    const kept = state.get<Partial<Record<keyof DraftOf, unknown>> | null>(DRAFT);
    const { runId, version } = kept ?? {};
    return typeof runId === 'string' && typeof version === 'number' ? { runId, version } : undefined;
  },
  set: (of) => void state.update(DRAFT, of),
});
