import type { DiffFile } from '../model/protocol.ts';

/** A unified diff taken apart by file; a patch longer than `most` characters is cut. */
export function diffFiles(diff: string, most: number): readonly DiffFile[] {
  return diff
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map((part) => fileOf(part, most));
}

function fileOf(part: string, most: number): DiffFile {
  const body = part.search(/^@@ /m);
  const header = body < 0 ? part : part.slice(0, body);
  const patch = body < 0 ? '' : part.slice(body);
  const lines = patch.split('\n');
  return {
    path: pathIn(header),
    status: statusIn(header),
    ...oldPathIn(header),
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
    patch: patch.slice(0, most),
    cut: patch.length > most,
  };
}

function pathIn(header: string): string {
  const named =
    /^\+\+\+ (?:"?b\/)(.*?)"?\t?$/m.exec(header)?.[1] ??
    /^--- (?:"?a\/)(.*?)"?\t?$/m.exec(header)?.[1] ??
    /^rename to (.*)$/m.exec(header)?.[1];
  return named ?? /^diff --git "?a\/.*?"? "?b\/(.*?)"?$/m.exec(header)?.[1] ?? '';
}

function statusIn(header: string): DiffFile['status'] {
  if (/^new file mode/m.test(header)) return 'added';
  if (/^deleted file mode/m.test(header)) return 'deleted';
  return /^rename from/m.test(header) ? 'renamed' : 'changed';
}

function oldPathIn(header: string): Pick<DiffFile, 'oldPath'> {
  const oldPath = /^rename from "?(.*?)"?$/m.exec(header)?.[1];
  return oldPath === undefined ? {} : { oldPath };
}
