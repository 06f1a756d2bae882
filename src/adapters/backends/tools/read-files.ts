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

async function show({ path, from = 1, to }: Part, { folder }: Place, room: number) {
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
    const lines = printable(text).split('\n');
    const wanted = lines.slice(from - 1, to).join('\n');
    const cut = clip(wanted, Math.max(200, room));
    const shown = `lines ${from}–${Math.min(to ?? lines.length, lines.length)} of ${lines.length}`;
    const note = cut.length < wanted.length || size > MOST_BYTES ? ', cut short: ask for a range' : '';
    return { ok: true, text: `== ${path} (${shown}${note})\n${cut}`, digest: outline(path, text) };
  } finally {
    await file.close();
  }
}
