import { expect, it } from 'vitest';
import type { Prepared } from '../../../src/adapters/backends/tools/tool.ts';
import { type Ready, useTools } from '../../../src/adapters/backends/use-tools.ts';
import { placeIn } from './tools/place.ts';

/** Uses tools that only note when they begin and end. */
async function timeline(calls: readonly Prepared['writes'][]) {
  const notes: string[] = [];
  const ready = calls.map(
    (writes, at): Ready => ({
      call: { id: `${at}`, name: 'note', args: '' },
      kind: 'other',
      prepared: {
        target: '',
        writes,
        async run() {
          notes.push(`+${at}`);
          await new Promise((resolve) => setTimeout(resolve, 5));
          notes.push(`-${at}`);
          return { ok: true, text: `${at}` };
        },
      },
    }),
  );
  const using = useTools(ready, placeIn('/tmp'), performance, (id) => id);
  for (;;) {
    const next = await using.next();
    if (next.done) return { notes, results: next.value.map(({ text }) => text) };
  }
}

it('what cannot meet runs together, and results keep their order', async () => {
  const { notes, results } = await timeline(['nothing', 'nothing', 'nothing']);
  expect(notes.slice(0, 3)).toEqual(['+0', '+1', '+2']);
  expect(results).toEqual(['0', '1', '2']);
});

it('what writes one path waits for what wrote it before, other paths do not', async () => {
  const { notes } = await timeline([{ path: 'a' }, { path: 'b' }, { path: 'a' }]);
  expect(notes).toEqual(['+0', '+1', '-0', '-1', '+2', '-2']);
});

it('a command runs alone, after what came before it', async () => {
  const { notes } = await timeline([{ path: 'a' }, 'anything', 'nothing', 'anything']);
  expect(notes).toEqual(['+0', '-0', '+1', '-1', '+2', '-2', '+3', '-3']);
});

it('T019 at most eight run at once', async () => {
  const { notes } = await timeline(Array(64).fill('nothing'));
  let [running, most] = [0, 0];
  for (const note of notes) {
    running += note.startsWith('+') ? 1 : -1;
    most = Math.max(most, running);
  }
  expect(most).toBe(8);
});
