import { afterEach, describe, expect, it } from 'vitest';
import type { Progress, WarmRequest } from '../../../src/engine/backend.ts';
import type { ModelServer } from '../../support/model-server.ts';
import { ask, PROTOCOLS, served, work } from './think.ts';

const servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const LONG = 'What every story of this run shares. '.repeat(300);
/** What a request says before its conversation begins. */
const beginningOf = ({
  messages,
  input,
  max_tokens,
  max_output_tokens,
  max_completion_tokens,
  ...rest
}: Body) => JSON.stringify({ ...rest, first: Array.isArray(messages) ? messages.filter(isSystem) : [] });
type Body = Readonly<Record<string, unknown>>;
const isSystem = (message: unknown) =>
  ['system', 'developer'].includes(String((message as { role?: unknown }).role));

describe.each(PROTOCOLS)('$name', (row) => {
  async function serve() {
    const made = await served(row, () => ({ calls: [{ name: 'finish', args: { summary: 'done' } }] }));
    servers.push(made.server);
    return made;
  }
  async function warmed({ backend }: Awaited<ReturnType<typeof serve>>, shared: string) {
    const heard: Progress[] = [];
    const request: WarmRequest = {
      ...{ mode: 'work', labels: { run: 'run-1', phase: 'story' }, shared },
      route: { backend: row.name, model: 'fake-1' },
      ...{ abort: new AbortController().signal, permit: async () => {} },
      limits: { silenceMs: 5000, totalMs: 5000, turns: 5 },
    };
    for await (const progress of backend.warm?.(request) ?? []) heard.push(progress);
    return heard;
  }

  it('begins as every story does, byte for byte, and is billed to the phase', async () => {
    const made = await serve();
    expect(await warmed(made, LONG)).toEqual([expect.objectContaining({ type: 'usage', requests: 1 })]);
    for (const storyId of ['paint', 'varnish'])
      await ask(
        made.backend,
        work('.', {
          prompt: { shared: LONG, task: storyId },
          labels: { run: 'run-1', phase: 'story', storyId, attempt: 1 },
        }),
      );
    const [first, ...stories] = made.server.requests.map(({ body }) => beginningOf(body));
    expect(stories).toEqual([first, first]);
    const [{ headers } = { headers: {} }] = made.server.requests;
    expect(headers).toMatchObject({ 'x-baro-run': 'run-1', 'x-baro-phase': 'story' });
    expect(headers).not.toHaveProperty('x-baro-story');
  });

  it('sends nothing that is too short to be kept', async () => {
    const made = await serve();
    expect(await warmed(made, 'short')).toEqual([]);
    expect(made.server.requests).toEqual([]);
  });

  it('says nothing of a server that fails', async () => {
    const made = await served(row, () => ({ fault: { kind: 'status', status: 500 } }));
    servers.push(made.server);
    expect(await warmed(made, LONG)).toEqual([]);
    expect(made.server.requests).toHaveLength(1);
  });
});
