import * as z from 'zod';
import { writeInside } from './contained.ts';
import { tool } from './tool.ts';

export const writeFile = tool({
  name: 'write_file',
  description: 'Creates a file, or replaces all of it. For a change to a part of a file use edit_file.',
  kind: 'edit',
  input: z.object({ path: z.string(), content: z.string() }),
  target: ({ path }) => path,
  writes: ({ path }) => ({ path }),
  async run({ path, content }, { folder }) {
    await writeInside(folder, path, content);
    return { ok: true, text: `${path} written, ${content.split('\n').length} lines` };
  },
});
