import { recordsFrom } from '../adapters/records.ts';
import type { Answers, LogKind, LogLine, LogPage } from '../model/protocol.ts';
import { logLines } from './attempt-log.ts';

/** The transcript of an attempt as lines for a person, numbered from 0, while it grows. */
export type LogPages = {
  page(from: number, count: number): Promise<LogPage>;
  /**
   * The numbers of the lines of a kind that hold a text, in any case, the first `most` of them. A next search for a text
   * ends the one before; so does a next search without one, which filters, and goes on beside the other.
   */
  search(text: string, most: number, kind?: LogKind): Promise<Answers['search']>;
};

/** A record of the file, and the line it begins with. */
type Mark = { readonly offset: number; readonly line: number };

/** Marks are so many bytes apart: a page is read from the last mark before it. */
const APART = 64 * 1024;

/** Reads the file once to count its lines, then only what is new, and for a page only the bytes around it. */
export function logPages(file: string): LogPages {
  const marks: Mark[] = [{ offset: 0, line: 0 }];
  let end: Mark = { offset: 0, line: 0 };
  let counting = Promise.resolve();
  const searches = { text: 0, filter: 0 };

  async function count(): Promise<void> {
    for await (const { text, end: offset } of recordsFrom(file, end.offset)) {
      const last = marks.at(-1);
      if (last && end.offset - last.offset >= APART) marks.push(end);
      end = { offset, line: end.line + logLines(text).length };
    }
  }

  async function* linesFrom(mark: Mark): AsyncGenerator<LogLine> {
    let n = mark.line;
    for await (const { text } of recordsFrom(file, mark.offset))
      for (const line of logLines(text)) yield { n: n++, ...line };
  }

  return {
    async page(from, most) {
      const turn = counting.then(count);
      counting = turn.catch(() => {});
      await turn;
      const total = end.line;
      const lines: LogLine[] = [];
      const last = Math.min(total, from + most);
      if (from < last)
        for await (const line of linesFrom(markBefore(marks, from))) {
          if (line.n >= last) break;
          if (line.n >= from) lines.push(line);
        }
      return { total, from, lines };
    },
    async search(text, most, kind) {
      const which = text ? 'text' : 'filter';
      const current = ++searches[which];
      const wanted = text.toLowerCase();
      const lines: number[] = [];
      for await (const line of linesFrom({ offset: 0, line: 0 })) {
        const found = (!kind || line.kind === kind) && line.text.toLowerCase().includes(wanted);
        if (current !== searches[which] || (found && lines.length === most)) return { lines, more: true };
        if (found) lines.push(line.n);
      }
      return { lines, more: false };
    },
  };
}

/** The last mark at or before a line. */
function markBefore(marks: readonly Mark[], line: number): Mark {
  let [low, high] = [0, marks.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((marks[middle]?.line ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return marks[low] ?? { offset: 0, line: 0 };
}
