import * as z from 'zod';
import type { LogKind, LogLine } from '../model/protocol.ts';

const at = z.string().default('');

/** What the transcript of an attempt holds, a record a line; what is none of these is not shown. */
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

/** One record of a transcript as lines for a person. */
export function logLines(text: string): readonly Omit<LogLine, 'n'>[] {
  const record = text ? recordIn(text) : undefined;
  if (!record) return [];
  const lines = (kind: LogKind, said: string) =>
    said
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => ({ at: record.at, kind, text: line }));
  switch (record.role) {
    case 'user':
    case 'note':
      return lines('note', record.text);
    case 'assistant':
      return [
        ...(record.text.trim() ? lines('text', record.text) : []),
        ...record.calls.flatMap(({ name, args }) => lines('tool', `${name} ${shortened(args)}`)),
      ];
    case 'tool':
      return record.results.flatMap(({ ok, text }) => lines(ok ? 'output' : 'error', text));
    case 'session':
      return lines('note', `a conversation with ${record.backend} begins`);
  }
}

function recordIn(line: string) {
  try {
    return Record.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // torn by a crash
  }
}

function shortened(args: string): string {
  const line = args.replace(/\s+/g, ' ');
  return line.length > ARGUMENTS ? `${line.slice(0, ARGUMENTS - 1)}…` : line;
}
