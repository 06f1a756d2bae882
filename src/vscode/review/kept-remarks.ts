import type { Memento } from 'vscode';
import { type FileAddress, readUri } from '../file-uri.ts';

const REMARKS = 'baro.remarks';

/** What was said about one line of an attempt's file, and is not submitted; exactly its address finds the diff again. */
export type Said = { readonly at: FileAddress; readonly line: number; readonly texts: readonly string[] };

export type KeptRemarks = { get(): readonly Said[]; set(said: readonly Said[]): void };

/** Remembers them with the workspace. */
export const remarksKeptIn = (state: Pick<Memento, 'get' | 'update'>): KeptRemarks => ({
  get: () => {
    const kept: unknown = state.get(REMARKS);
    return Array.isArray(kept) ? kept.filter(isSaid) : [];
  },
  set: (said) => void state.update(REMARKS, said),
});

function isSaid(kept: unknown): kept is Said {
  if (!isObject(kept) || !isObject(kept['at']) || !Array.isArray(kept['texts'])) return false;
  const { authority, path, query } = kept['at'];
  const { line, texts } = kept;
  if (![authority, path, query, ...texts].every((one) => typeof one === 'string')) return false;
  const at = kept['at'] as FileAddress;
  const findsItsDiff = at.path.startsWith('/') && readUri(at)?.side === 'attempt';
  return findsItsDiff && texts.length > 0 && Number.isInteger(line) && Number(line) >= 0;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
