import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelServer } from '../../support/model-server.ts';
import { answered } from '../../support/plan-brain.ts';
import { ask, PROTOCOLS, question, served, toolsIn, usageIn, work } from './think.ts';

let folder: string;
const servers: ModelServer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baro-native-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(folder, { recursive: true });
});

describe.each(PROTOCOLS)('$name', (row) => {
  const serve = async (
    ...[brain, deps]: Parameters<typeof served> extends [unknown, ...infer R] ? R : never
  ) => {
    const made = await served(row, brain, deps);
    servers.push(made.server);
    return made;
  };

  it('answers a question with a shape', async () => {
    const { backend, server } = await serve((asked) => answered(asked, { colour: 'red' }));
    const asking = await ask(backend, question());
    expect(asking.outcome).toEqual({ ok: true, value: { colour: 'red' } });
    expect(server.requests.map(({ path }) => path)).toEqual([row.path]);
  });

  it('writes files and ends with a summary', async () => {
    const { backend, server } = await serve(({ conversation }) =>
      conversation.some(({ role }) => role === 'tool')
        ? { text: 'Painted it.' }
        : { calls: [{ name: 'write_file', args: { path: 'src/a.txt', content: 'héllo\n' } }] },
    );
    const asking = await ask(backend, work(folder));
    expect(asking.outcome).toEqual({ ok: true, value: 'Painted it.' });
    expect(await readFile(join(folder, 'src/a.txt'), 'utf8')).toBe('héllo\n');
    expect(toolsIn(asking)).toMatchObject([
      { tool: 'write_file', kind: 'edit', target: 'src/a.txt', ok: true },
    ]);
    expect(usageIn(asking)).toHaveLength(2);
    for (const { headers } of server.requests)
      expect(headers).toMatchObject({
        'x-baro-run': 'run-1',
        'x-baro-phase': 'story',
        'x-baro-story': 'paint',
        'x-baro-attempt': '2',
      });
  });
});
