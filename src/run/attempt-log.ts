import * as z from 'zod';
import type { LogKind, LogLine, LogPage } from '../model/protocol.ts';

const at = z.string().default('');

/** What the transcript of an attempt holds, a record a line; what is none of these is shown as it is. */
const Record = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), at, text: z.string() }),
  z.object({ role: z.literal('note'), at, text: z.string() }),
  z.object({
    role: z.literal('assistant'),
    at,
    text: z.string(),
    calls: z.array(z.object({ name: z.string(), args: z.string() })).default([]),
  }),
  z.object({
    role: z.literal('tool'),
    at,
    results: z.array(z.object({ name: z.string().default(''), ok: z.boolean(), text: z.string() })),
  }),
  z.object({ role: z.literal('session'), at, backend: z.string() }),
]);

/** The most characters of a tool's arguments that a line shows. */
const ARGUMENTS = 240;

/** The transcript of an attempt as lines for a person, numbered from 0. */
export function logLines(transcript: string): readonly LogLine[] {
  const lines: LogLine[] = [];
  const add = (when: string, kind: LogLine['kind'], text: string) => {
    for (const line of text.replace(/\n$/, '').split('\n'))
      lines.push({ n: lines.length, at: when, kind, text: line });
  };
  for (const line of transcript.split('\n')) {
    const record = line ? recordIn(line) : undefined;
    if (!record) continue;
    switch (record.role) {
      case 'user':
      case 'note':
        add(record.at, 'note', record.text);
        break;
      case 'assistant':
        if (record.text.trim()) add(record.at, 'text', record.text);
        for (const { name, args } of record.calls) add(record.at, 'tool', `${name} ${shortened(args)}`);
        break;
      case 'tool':
        for (const { ok, text } of record.results) add(record.at, ok ? 'output' : 'error', text);
        break;
      case 'session':
        add(record.at, 'note', `a conversation with ${record.backend} begins`);
    }
  }
  return lines;
}

export const pageOf = (lines: readonly LogLine[], from: number, count: number): LogPage => ({
  total: lines.length,
  from,
  lines: lines.slice(from, from + count),
});

/** The numbers of the lines of a kind that hold a text, in any case, the first `most` of them. */
export function linesWith(lines: readonly LogLine[], text: string, most: number, kind?: LogKind) {
  const wanted = text.toLowerCase();
  const found = lines
    .filter((line) => (!kind || line.kind === kind) && line.text.toLowerCase().includes(wanted))
    .map(({ n }) => n);
  return { lines: found.slice(0, most), more: found.length > most };
}

function recordIn(line: string) {
  try {
    return Record.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // the last line of a process that was killed
  }
}

function shortened(args: string): string {
  const line = args.replace(/\s+/g, ' ');
  return line.length > ARGUMENTS ? `${line.slice(0, ARGUMENTS - 1)}…` : line;
}
