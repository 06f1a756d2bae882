/** A line of a unified diff as it is shown; numbers are those of the old and the new file. */
export type DiffLine = {
  readonly kind: 'hunk' | 'same' | 'added' | 'removed';
  readonly old: number | undefined;
  readonly new: number | undefined;
  readonly text: string;
};

/** Reads a patch without header lines. */
export function diffLines(patch: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  for (const line of visible(patch).replace(/\n$/, '').split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/.exec(line);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      lines.push({ kind: 'hunk', old: undefined, new: undefined, text: (hunk[3] ?? '').trim() });
    } else if (line.startsWith('+'))
      lines.push({ kind: 'added', old: undefined, new: after++, text: line.slice(1) });
    else if (line.startsWith('-'))
      lines.push({ kind: 'removed', old: before++, new: undefined, text: line.slice(1) });
    else if (line.startsWith(' ') || line === '')
      lines.push({ kind: 'same', old: before++, new: after++, text: line.slice(1) });
  }
  return lines;
}

/** What turns letters around is shown: who reviews a change has to read what a compiler reads. */
const visible = (text: string) =>
  text.replace(
    /\p{Bidi_Control}/gu,
    (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
