import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NativeDeps } from '../../../src/adapters/backends/native.ts';
import type { Asked, Brain, Fault, ModelServer } from '../../support/model-server.ts';
import { until } from '../../support/until.ts';
import type { Said } from '../../support/wire-frames.ts';
import { ask, PROTOCOLS, question, runCommand, served, TEST_KEY, usageIn, work } from './think.ts';

let folder: string;
const servers: ModelServer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baro-faults-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(folder, { recursive: true });
});

const content = 'größer, 日本語, 🎨\n'.repeat(8);

/** Writes one file and is done; the first answers go wrong as listed. */
const painter = (...faults: (Partial<Said> & { readonly fault?: Fault })[]): Brain => {
  let turn = 0;
  return ({ conversation }: Asked) => {
    const good: Said = conversation.some(({ role }) => role === 'tool')
      ? { calls: [{ name: 'finish', args: { summary: 'painted' } }] }
      : { text: 'I paint.', calls: [{ name: 'write_file', args: { path: 'a.txt', content } }] };
    return { ...good, ...faults[turn++] };
  };
};
const always = (fault: Fault): Brain => painter(...Array.from({ length: 20 }, () => ({ fault })));
const status = (code: number, body?: unknown, headers?: Record<string, string>): Fault => ({
  kind: 'status',
  status: code,
  ...(body === undefined ? {} : { body }),
  ...(headers ? { headers } : {}),
});
const error = (message: string, type = 'invalid_request_error', code: string | null = null) => ({
  type: 'error',
  error: { message, type, code },
});

describe.each(PROTOCOLS)('$name', (row) => {
  async function paint(brain: Brain, deps: Partial<NativeDeps> = {}) {
    const made = await served(row, brain, deps);
    servers.push(made.server);
    const asking = await ask(
      made.backend,
      work(folder, { limits: { silenceMs: 60_000, totalMs: 3_600_000, turns: 12 } }),
    );
    return { ...asking, usages: usageIn(asking), waits: made.waits, sent: made.server.requests };
  }

  describe('a turn that breaks is asked for again, and nothing of it is done', () => {
    it.each<[string, Fault]>([
      ['T012 the connection is cut', { kind: 'cut' }],
      ['T013 the stream ends cleanly before the answer does', { kind: 'clean-end' }],
      ['T016 a line is not JSON', { kind: 'malformed' }],
      ['T016 a proxy answers with a page', { kind: 'html' }],
      ['T016 the compression is garbage', { kind: 'gzip-garbage' }],
      ['T004 500', status(500)],
      ['T004 503', status(503)],
      ['T004 529', status(529, error('Overloaded', 'overloaded_error'))],
      ['T002 429 with no word of when', status(429)],
      [
        'T001 429 that offers a payment to be rid of it',
        status(
          429,
          error(
            'Rate limit reached for fake-1. Visit https://platform.openai.com/account/billing to add a payment method.',
            'requests',
            'rate_limit_exceeded',
          ),
        ),
      ],
      [
        'an error after a good beginning',
        { kind: 'error-event', type: 'overloaded_error', message: 'Overloaded' },
      ],
      [
        'a limit after a good beginning',
        { kind: 'error-event', type: 'rate_limit_error', message: 'slower' },
      ],
    ])('%s', async (_, fault) => {
      const { outcome, sent, waits, progress } = await paint(painter({ fault }));
      expect(outcome).toEqual({ ok: true, value: 'painted' });
      expect(sent).toHaveLength(3);
      expect(sent[1]?.body).toEqual(sent[0]?.body);
      expect(waits).toHaveLength(1);
      expect(progress.filter(({ type }) => type === 'tool')).toHaveLength(1);
    });
  });

  it.each<[string, Fault]>([
    ['T010 nothing comes', { kind: 'hang' }],
    ['T011 the stream falls silent', { kind: 'stall' }],
    ['T011 only keep-alives come', { kind: 'pings' }],
  ])('gives up waiting and asks again: %s', async (_, fault) => {
    const pacing = { firstByteMs: 500, idleMs: 500, emptyMs: 700, sleep: async () => {} };
    const { outcome, sent } = await paint(painter({ fault }), { pacing });
    expect(outcome).toEqual({ ok: true, value: 'painted' });
    // a busy machine may be late with a good answer too
    expect(sent.length).toBeGreaterThanOrEqual(3);
  });

  it.each<[string, Fault, number]>([
    ['T001 seconds', status(429, undefined, { 'retry-after': '7' }), 7000],
    ['T001 milliseconds', status(429, undefined, { 'retry-after-ms': '1500' }), 1500],
    ['T032 a year', status(429, undefined, { 'retry-after': '31536000' }), 300_000],
    [
      'T001 seconds in the words of the refusal',
      status(429, error('You exceeded your current quota, see billing. Please retry in 34.5s.')),
      34_500,
    ],
    // no word of when: half of the two seconds that a first wait takes at the most
    ['T032 the past', status(503, undefined, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }), 1000],
    ['T032 no time at all', status(429, undefined, { 'retry-after': '0' }), 1000],
    ['T032 nothing', status(429, undefined, { 'retry-after': '' }), 1000],
    ['T032 nonsense', status(429, undefined, { 'retry-after': 'soon', 'retry-after-ms': '-5' }), 1000],
  ])('waits as long as it is told to: %s', async (_, fault, ms) => {
    const { outcome, waits } = await paint(painter({ fault }));
    expect(outcome.ok).toBe(true);
    const waited = waits[0] ?? 0;
    expect(waited).toBeGreaterThanOrEqual(ms * 0.99);
    expect(waited).toBeLessThanOrEqual(ms * 1.1);
  });

  it('T001 waits until the date that it is told', async () => {
    const fault = status(429, undefined, { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' });
    const waits: number[] = [];
    const pacing = {
      now: () => Date.parse('2026-01-01T00:00:00Z'),
      sleep: async (ms: number) => void waits.push(ms),
    };
    expect((await paint(painter({ fault }), { pacing })).outcome.ok).toBe(true);
    expect(Math.max(...waits)).toBe(9450); // and a twentieth more, so that not all come at once
  });

  it('T001 says that a limit is there for all, so that others wait too', async () => {
    const { progress } = await paint(
      painter({ fault: status(429, error('slow down'), { 'retry-after': '7' }) }),
    );
    expect(progress[0]).toMatchObject({
      type: 'trouble',
      trouble: 'rate',
      reason: expect.stringContaining('slow down'),
    });
  });

  it('T001 what one server asked for is not asked of another endpoint of the same backend', async () => {
    const limited = await served(row, always(status(429, undefined, { 'retry-after': '60' })));
    const free = await served(row, painter());
    servers.push(limited.server, free.server);
    const backend = row.make({
      reach: async ({ endpoint }) => ({
        baseUrl: row.url(endpoint === 'free' ? free.server : limited.server),
        key: TEST_KEY,
      }),
      runCommand,
      pacing: {
        sleep: (ms, abort) =>
          ms > 0 ? new Promise((awake) => abort.addEventListener('abort', () => awake())) : Promise.resolve(),
      },
    });
    const on = (endpoint: string, abort: AbortSignal) =>
      ask(backend, work(folder, { route: { backend: row.name, model: 'fake-1', endpoint }, abort }));
    const stop = new AbortController();
    const waiting = on('limited', stop.signal);
    await until(() => limited.server.requests.length > 0);
    const { outcome } = await on('free', new AbortController().signal);
    stop.abort();
    expect(outcome).toEqual({ ok: true, value: 'painted' });
    expect((await waiting).outcome).toMatchObject({ ok: false, kind: 'interrupted' });
  });

  it('T004 says so when a provider is overloaded five times in a minute, not before', async () => {
    const { progress } = await paint(always(status(529)));
    expect(progress.map(({ type }) => type)).toEqual(['trouble']);
    const twice = await paint(painter({ fault: status(500) }, { fault: status(500) }));
    expect(twice.progress.map(({ type }) => type)).not.toContain('trouble');
  });

  it('waits longer every time, and gives up in the end', async () => {
    const { outcome, sent, waits } = await paint(always(status(500)));
    expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble: 'overloaded' });
    expect(sent).toHaveLength(6);
    expect(waits.map(Math.round)).toEqual([1000, 2000, 4000, 8000, 16_000]);
  });

  it.each<[string, Fault, string, number]>([
    [
      'T003 quota',
      status(429, error('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota')),
      'quota',
      1,
    ],
    ['T003 spend limit', status(400, error('spend_limit reached for this workspace')), 'quota', 1],
    ['T003 402', status(402, error('billing')), 'quota', 1],
    [
      'T005 401',
      status(401, error('Incorrect API key provided: sk-test-1234567890', 'authentication_error')),
      'auth',
      1,
    ],
    ['T005 403', status(403, error('no', 'permission_error')), 'auth', 1],
    [
      'T006 404',
      status(404, error('The model `fake-1` does not exist', 'not_found_error', 'model_not_found')),
      'model',
      1,
    ],
    ['T009 413', status(413, error('too large', 'request_too_large')), 'context', 1],
    [
      'T009 400',
      status(400, error('prompt is too long: 300000 tokens > 200000', 'invalid_request_error')),
      'context',
      1,
    ],
    ...[
      'the request exceeds the available context size (4096 tokens), try increasing it',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      'Message exceeds token limit.',
    ].map((message): [string, Fault, string, number] => [
      `T009 ${message}`,
      status(400, error(message)),
      'context',
      1,
    ]),
    ['a bad request', status(400, error('messages: wrong')), 'bad-response', 1],
    ['T016 always a page', { kind: 'html' }, 'bad-response', 3],
    ['T002 always 429', status(429), 'rate', 8],
    ['T012 always cut', { kind: 'cut' }, 'network', 5],
  ])('names the trouble and does not insist: %s', async (_, fault, trouble, requests) => {
    const { outcome, sent } = await paint(always(fault));
    expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble });
    expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(requests);
    expect(JSON.stringify(outcome)).not.toContain('sk-test-1234567890');
    expect(await readdir(folder)).toEqual([]);
  });

  it('T003 a quota that comes back is asked for when it does, and no later than in a day', async () => {
    const quota = (seconds: string) =>
      always(status(429, error('spend limit reached'), { 'retry-after': seconds }));
    expect((await paint(quota('7200'))).outcome).toMatchObject({ trouble: 'quota', retryAfterMs: 7_200_000 });
    expect((await paint(quota('31536000'))).outcome).toMatchObject({ retryAfterMs: 86_400_000 });
  });

  it.each<[string, unknown]>([
    ['an error', error('nothing works: wrong')],
    ['an error that is a text', { error: 'nothing works: wrong' }],
    ['a message', { object: 'error', message: 'nothing works: wrong', code: 400 }],
    ['details', { detail: [{ loc: ['body', 'messages'], msg: 'nothing works: wrong' }] }],
    ['a text', 'nothing works: wrong'],
  ])('says what the server said of a bad request: %s', async (_, body) => {
    const { outcome } = await paint(always(status(400, body)));
    expect(outcome).toMatchObject({
      ok: false,
      trouble: 'bad-response',
      reason: expect.stringContaining('nothing works: wrong'),
    });
  });

  it('T016 says how a page begins that came instead of a stream', async () => {
    const { outcome } = await paint(always({ kind: 'html' }));
    expect(outcome).toMatchObject({ reason: expect.stringContaining('Sign in to the network') });
  });

  it('T006 says which models there are when the one asked for is not', async () => {
    const { outcome } = await paint(always(status(404, error('model: fake-2 not found', 'not_found_error'))));
    expect(outcome).toMatchObject({ trouble: 'model', reason: expect.stringContaining('fake-1') });
  });

  it('T007 reports the model that answered, and that it is not the one asked for', async () => {
    const { usages } = await paint(painter({ model: 'fake-1.1' }, { model: 'house/fake-1:2026-01-31' }));
    expect(usages.map(({ model, insteadOf }) => [model, insteadOf])).toEqual([
      ['fake-1.1', 'fake-1'],
      ['house/fake-1:2026-01-31', undefined],
    ]);
  });

  it.each<[string, (unknown: string) => Fault]>([
    ['400', (unknown) => status(400, error(`Unsupported parameter: '${unknown}'`))],
    ['422', (unknown) => status(422, { detail: [{ loc: ['body', unknown], msg: 'Extra inputs' }] })],
  ])('T008 does without what the server does not know, once and for all: %s', async (_, refusal) => {
    const unknown = row.name === 'anthropic' ? 'cache_control' : 'prompt_cache_key';
    const refuse: Brain = (asked) =>
      JSON.stringify(servers[0]?.requests.at(-1)?.body).includes(unknown)
        ? { fault: refusal(unknown) }
        : painter()(asked);
    const made = await served(row, refuse);
    servers.push(made.server);
    expect((await ask(made.backend, work(folder))).outcome.ok).toBe(true);
    expect(made.server.requests).toHaveLength(3);
    expect((await ask(made.backend, work(folder))).outcome.ok).toBe(true);
    expect(made.server.requests).toHaveLength(5);
  });

  it('T008 does not loop when doing without does not help', async () => {
    const fault = status(400, error("Unsupported parameter: 'effort'"));
    const { outcome, sent } = await paint(always(fault));
    expect(outcome).toMatchObject({ ok: false, trouble: 'bad-response' });
    expect(sent).toHaveLength(2);
  });

  it('T014 tells the model of arguments that are no JSON, and does nothing with them', async () => {
    const garbled = { calls: [{ name: 'write_file', args: '{"path":"a.txt","content":"hal' }] };
    const { outcome, sent } = await paint(painter(garbled, garbled));
    expect(outcome).toEqual({ ok: true, value: 'painted' });
    expect(JSON.stringify(sent[1]?.body)).toContain('not a JSON object');
  });

  it('T014 asks once more for a turn that is garbled again and again, and then gives up', async () => {
    const garbled = { calls: [{ name: 'write_file', args: '{"path":' }] };
    const { outcome, sent } = await paint(painter(...Array(9).fill(garbled)));
    expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble: 'bad-response' });
    expect(sent).toHaveLength(4);
    expect(sent[3]?.body).toEqual(sent[2]?.body);
  });

  it('T015 raises the limit once when an answer is cut off, and never acts on half of one', async () => {
    const half = {
      calls: [{ name: 'write_file', args: { path: 'half.txt', content: 'ha' } }],
      stop: 'length' as const,
    };
    const once = await paint(painter(half));
    expect(once.outcome).toEqual({ ok: true, value: 'painted' });
    expect(await readdir(folder)).toEqual(['a.txt']);
    const twice = await paint(painter(half, half));
    expect(twice.outcome).toMatchObject({
      ok: false,
      kind: 'agent',
      reason: expect.stringContaining('cut off'),
    });
    expect(twice.sent).toHaveLength(2);
  });

  it('T015 tells the model where its answer was cut off and what to do, each time anew', async () => {
    const half = { calls: [], text: 'ha', stop: 'length' as const, usage: { output: 8192 } };
    const { outcome, sent } = await paint(painter(half, {}, half, {}));
    expect(outcome).toEqual({ ok: true, value: 'painted' });
    const told = sent.map(({ body }) => JSON.stringify(body).split('was cut off at 8192 tokens').length - 1);
    expect(told).toEqual([0, 1, 1, 2]);
    expect(JSON.stringify(sent[1]?.body)).toContain('the rest with `edit_file`');
    const { outcome: failed } = await paint(painter(half, half));
    expect(failed).toMatchObject({ reason: expect.stringContaining('at 8192 tokens') });
  });

  it.each([
    "'max_tokens' or 'max_completion_tokens' is too large: 32000. This model's maximum context length is 32768 tokens and your request has 9001 input tokens (32000 > 32768 - 9001).",
    "This model's maximum context length is 32768 tokens. However, you requested 41001 tokens (9001 in the messages, 32000 in the completion).",
    'input length and `max_tokens` exceed context limit: 9001 + 32000 > 32768, decrease input length or `max_tokens` and try again',
    'max_tokens: 32000 > 8192, which is the maximum allowed number of output tokens',
  ])('T015 goes on with the former limit where the raised one is refused: %s', async (message) => {
    const half = { text: 'I pa', calls: [], stop: 'length' as const };
    const refused = { fault: status(400, error(message)) };
    const { outcome, sent } = await paint(painter(half, refused));
    expect(outcome).toEqual({ ok: true, value: 'painted' });
    expect(sent).toHaveLength(4);
    const limits = sent.map(({ body }) => body['max_tokens'] ?? body['max_output_tokens']);
    expect(limits[1]).not.toEqual(limits[0]);
    expect(limits[2]).toEqual(limits[0]);
  });

  it('T015 raises the limit to no more than there is room for', async () => {
    const half = { stop: 'length' as const, usage: { input: 20_000, cacheRead: 5000 } };
    const capabilitiesOf = () => ({ context: 32_000, output: 8000, effort: [], cacheFrom: 1024 });
    const { outcome, sent } = await paint(painter(half), { capabilitiesOf });
    expect(outcome).toEqual({ ok: true, value: 'painted' });
    const { max_tokens, max_output_tokens } = sent[1]?.body ?? {};
    expect(max_tokens ?? max_output_tokens).toBe(7000);
  });

  it.each<[string, Fault]>([
    ['T017 every byte on its own', { kind: 'split' }],
    ['T017 CRLF', { kind: 'crlf' }],
    ['T018 events that nobody knows', { kind: 'unknown-events' }],
  ])('reads a strange stream like any other: %s', async (_, fault) => {
    const { outcome, sent, records } = await paint(painter({ fault }, { fault }));
    expect(outcome).toEqual({ ok: true, value: 'painted' });
    expect(sent).toHaveLength(2);
    expect(records.filter(({ role }) => role === 'note').length).toBeLessThanOrEqual(1);
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe(content);
  });

  it('T017 takes 10 MB in one piece', async () => {
    const large = 'x'.repeat(10_000_000);
    const calls = [{ name: 'write_file', args: { path: 'a.txt', content: large } }];
    const { outcome } = await paint(painter({ calls }));
    expect(outcome.ok).toBe(true);
    expect((await readFile(join(folder, 'a.txt'))).length).toBe(large.length);
  });

  it.each<[string, NonNullable<Said['usage']> | null]>([
    ['missing', null],
    ['negative', { input: -5 }],
    ['absurd', { output: 4e12 }],
  ])('T023 does not know the tokens where the usage is %s', async (_, usage) => {
    const { usages, sent } = await paint(painter({ usage }));
    expect(usages[0]).toMatchObject({ tokens: null, billing: 'billed', requests: 1 });
    // what is surely more than was sent and said
    const { input = 0, output = 0 } = usages[0]?.atMost ?? {};
    expect(input).toBeGreaterThan(JSON.stringify(sent[0]?.body).length / 4);
    expect(output).toBeGreaterThan(content.length / 4);
    expect(usages[1]).not.toHaveProperty('atMost');
  });

  it.each<[string, (server: ModelServer) => Promise<string>]>([
    ['nobody is there', async (server) => server.close().then(() => server.url)],
    ['nobody has the name', async () => 'http://nobody.invalid/v1'],
    ['it speaks no TLS', async ({ url }) => url.replace('http:', 'https:')],
  ])('T033 tells a server that cannot be reached from one that breaks off: %s', async (_, address) => {
    const other = await served(row, painter());
    servers.push(other.server);
    const baseUrl = await address(other.server);
    const made = await served(row, painter(), { reach: async () => ({ baseUrl, key: TEST_KEY }) });
    servers.push(made.server);
    const { outcome, progress } = await ask(made.backend, question());
    expect(outcome).toMatchObject({ ok: false, kind: 'provider', trouble: 'unreachable' });
    expect(progress).toEqual([]);
  });

  it('a request that was answered and broke off has cost something, said or not', async () => {
    const { usages } = await paint(painter({ fault: { kind: 'cut' } }));
    expect(usages).toHaveLength(3);
    expect(new Set(usages.map(({ id }) => id)).size).toBe(usages.length);
    const [first] = usages;
    const input = row.name === 'anthropic' ? 100 : expect.any(Number);
    expect(first).toMatchObject({ tokens: null, atMost: { input, output: expect.any(Number) } });
    expect(first?.atMost?.output).toBeGreaterThan(1);
  });

  it('a request that nobody answered has cost nothing', async () => {
    const { usages } = await paint(painter({ fault: status(500) }, { fault: { kind: 'html' } }));
    expect(usages).toHaveLength(2);
  });
});
