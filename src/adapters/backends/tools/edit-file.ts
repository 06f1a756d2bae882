import type { FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { openInside, writeInside } from './contained.ts';
import { tool } from './tool.ts';

const MOST_BYTES = 5_000_000;

const Edit = z.object({
  old: z.string().min(1).describe('the exact text to replace, with enough around it to occur once'),
  new: z.string(),
  all: z.boolean().optional().describe('replace every occurrence'),
});

export const editFile = tool({
  name: 'edit_file',
  description: 'Replaces exact pieces of a file, in the order given. Either all the edits are made, or none.',
  kind: 'edit',
  input: z.object({ path: z.string(), edits: z.array(Edit).min(1) }),
  target: ({ path }) => path,
  writes: ({ path }) => ({ path }),
  async run({ path, edits }, { folder }) {
    const file = await openInside(folder, path);
    const before = await text(file).finally(() => file.close());
    const edited = edits.reduce((text, edit, at) => apply(text, edit, at + 1), before);
    await writeInside(folder, path, edited);
    return { ok: true, text: `${path}: ${edits.length} edit${edits.length > 1 ? 's' : ''} made` };
  },
});

async function text(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  if (size > MOST_BYTES) throw new Error(`it is too large to edit: ${size} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.readFile());
  } catch {
    throw new Error('it is not UTF-8, and an edit would spoil it; change it by a command');
  }
}

function apply(text: string, edit: z.infer<typeof Edit>, number: number): string {
  const mixed = /(?<!\r)\n/.test(text);
  const windows = text.includes('\r\n') && !edit.old.includes('\r') && !(mixed && text.includes(edit.old));
  const [from, to] = windows
    ? [edit.old, edit.new].map((part) => part.replaceAll('\n', '\r\n'))
    : [edit.old, edit.new];
  if (from === undefined || to === undefined) return text;
  const found = text.split(from).length - 1;
  if (found === 0) throw new Error(`edit ${number}: the old text is not in the file; read it again`);
  if (found > 1 && !edit.all)
    throw new Error(
      `edit ${number}: the old text occurs ${found} times; give more of what is around it, or all: true`,
    );
  return text.split(from).join(to);
}
