import type { FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { clip } from '../../../model/size.ts';
import { openInside } from './contained.ts';
import { outline } from './outline.ts';
import { printable } from './text.ts';
import { type Place, tool } from './tool.ts';

/** The most of one file that is looked at, in bytes, and the most that is shown of all, in characters. */
const MOST_BYTES = 2_000_000;
const MOST_SHOWN = 60_000;

const Files = z.object({
  files: z
    .array(
      z.object({
        path: z.string(),
        from: z.int().min(1).optional().describe('first line, from 1'),
        to: z.int().min(1).optional().describe('last line'),
      }),
    )
    .min(1)
    .max(20),
});
type Part = z.infer<typeof Files>['files'][number];

export const readFiles = tool({
  name: 'read_files',
  description: 'Shows files, or ranges of their lines. Ask for all the files you need in one call.',
  kind: 'read',
  input: Files,
  target: ({ files }) => files.map(({ path }) => path).join(', '),
  writes: () => 'nothing',
  async run({ files }, place) {
    const parts: { ok: boolean; text: string; digest?: string }[] = [];
    let room = MOST_SHOWN;
    for (const part of files) {
      const shown = await show(part, place, room);
      room -= shown.text.length;
      parts.push(shown);
    }
    return {
      ok: parts.some(({ ok }) => ok),
      text: parts.map(({ text }) => text).join('\n'),
      digest: clip(parts.flatMap(({ digest }) => digest ?? []).join('; '), 600),
    };
  },
});

async function show(part: Part, { folder }: Place, room: number) {
  const { path } = part;
  let file: FileHandle;
  try {
    file = await openInside(folder, path);
  } catch (error) {
    return { ok: false, text: `== ${path}: ${error instanceof Error ? error.message : error}` };
  }
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, MOST_BYTES)), 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.subarray(0, 8000).includes(0)) return { ok: true, text: `== ${path}: binary, ${size} bytes` };
    const text = bytes.toString('utf8');
    const { which, shown } = excerpt(printable(text).split('\n'), part, room);
    const beyond = size > MOST_BYTES ? `; only its first ${MOST_BYTES / 1e6} MB are looked at` : '';
    const header = `== ${path} (${which}${beyond})`;
    if (shown === undefined) return { ok: true, text: header };
    return { ok: true, text: `${header}\n${shown}`, digest: outline(path, text) };
  } finally {
    await file.close();
  }
}

/** As many whole lines as there is room for, and where to go on; of a line that no answer has room for, its beginning. */
function excerpt(lines: readonly string[], { from = 1, to }: Part, room: number) {
  const wanted = lines.slice(from - 1, to);
  if (!wanted.length)
    return { which: `nothing from ${from} to ${to ?? 'its end'}: it has ${lines.length} lines` };
  const whole = fitting(wanted, room);
  if (!whole && room < MOST_SHOWN) return { which: 'nothing of it fits in here: ask for it alone' };
  const shown = wanted.slice(0, whole || 1);
  const last = from - 1 + shown.length;
  const cut = whole ? '' : `, its first ${room} characters`;
  const next = shown.length < wanted.length ? `; go on from ${last + 1}` : '';
  return {
    which: `lines ${from}–${last} of ${lines.length}${cut}${next}`,
    shown: shown.join('\n').slice(0, room),
  };
}

/** How many of the lines there is room for. */
function fitting(lines: readonly string[], room: number): number {
  let taken = -1; // no line break before the first
  const over = lines.findIndex(({ length }) => {
    taken += length + 1;
    return taken > room;
  });
  return over < 0 ? lines.length : over;
}
