import { exec } from 'node:child_process';
import { anthropic } from '../../../src/adapters/backends/anthropic-messages.ts';
import { openaiCompatible } from '../../../src/adapters/backends/chat-completions.ts';
import type { NativeDeps } from '../../../src/adapters/backends/native.ts';
import { openai } from '../../../src/adapters/backends/openai-responses.ts';
import type {
  AnswerShape,
  Backend,
  Outcome,
  Progress,
  Signal,
  ThinkRequest,
} from '../../../src/engine/backend.ts';
import type { RunCommand } from '../../../src/engine/ports.ts';
import { type Brain, type ModelServer, modelServer } from '../../support/model-server.ts';

/** The smallest way to run a command: enough for a test of who calls it. */
export const runCommand: RunCommand = ({ command, folder, env, output, abort }) =>
  new Promise((resolve) => {
    const started = performance.now();
    exec(command, { cwd: folder, env: { ...env }, signal: abort }, (error, stdout, stderr) => {
      output?.(stdout);
      const exitCode = error ? (typeof error.code === 'number' ? error.code : null) : 0;
      resolve({ exitCode, ms: performance.now() - started, tail: stdout + stderr, timedOut: false });
    });
  });

export type Answer = { readonly colour: string };

const colour: AnswerShape<Answer> = {
  name: 'colour',
  jsonSchema: { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] },
  parse(value) {
    const { colour } = (value ?? {}) as { colour?: unknown };
    return typeof colour === 'string' ? { value: { colour } } : { problem: 'colour has to be a string' };
  },
};

const { PATH = '' } = process.env;

type Overrides = Partial<ThinkRequest<Answer>>;

export const question = (overrides: Overrides = {}): ThinkRequest<Answer> => ({
  mode: 'ask',
  labels: { run: 'run-1', phase: 'planner' },
  route: { backend: 'openai', model: 'fake-1' },
  prompt: { shared: 'You are asked about colours.', task: 'Which colour?' },
  ...(overrides.mode === 'work' ? {} : { answer: colour }),
  env: { PATH },
  abort: new AbortController().signal,
  limits: { silenceMs: 30_000, totalMs: 60_000, turns: 12 },
  permit: async () => {},
  inbox: () => [],
  signal: () => {},
  transcript: () => {},
  history: [],
  ...overrides,
});

export const work = (folder: string, overrides: Overrides = {}) =>
  question({
    mode: 'work',
    labels: { run: 'run-1', phase: 'story', storyId: 'paint', attempt: 2 },
    folder,
    ...overrides,
  });

export type Asking = {
  readonly outcome: Outcome<unknown>;
  readonly progress: readonly Progress[];
  readonly signals: readonly Signal[];
  readonly records: readonly Readonly<Record<string, unknown>>[];
};

/** Asks a backend and keeps all that comes of it. */
export async function ask(backend: Backend, request: ThinkRequest<Answer>): Promise<Asking> {
  const progress: Progress[] = [];
  const signals: Signal[] = [];
  const records: Readonly<Record<string, unknown>>[] = [];
  const thinking = backend.think({
    ...request,
    signal: (signal) => signals.push(signal),
    transcript: (record) => records.push(record),
  });
  for (;;) {
    const next = await thinking.next();
    if (next.done) return { outcome: next.value, progress, signals, records };
    progress.push(next.value);
  }
}

export const usageIn = ({ progress }: Asking) => progress.filter((one) => one.type === 'usage');
export const toolsIn = ({ progress }: Asking) => progress.filter((one) => one.type === 'tool');

/** Each protocol as its own row of a table: how its backend is made, and where the server's address goes. */
export const PROTOCOLS = [
  { name: 'openai', make: openai, url: (server: ModelServer) => server.openaiUrl, path: '/v1/responses' },
  {
    name: 'openai-compatible',
    make: openaiCompatible,
    url: (server: ModelServer) => server.openaiUrl,
    path: '/v1/chat/completions',
  },
  {
    name: 'anthropic',
    make: anthropic,
    url: (server: ModelServer) => server.anthropicUrl,
    path: '/v1/messages',
  },
] as const;
export type ProtocolRow = (typeof PROTOCOLS)[number];

export const TEST_KEY = 'sk-test-1234567890';

/** A backend of this protocol, talking to a server with this brain; waits are recorded, and time skips them. */
export async function served(
  row: ProtocolRow,
  brain: Brain,
  { unkeyed, ...deps }: Partial<NativeDeps> & { readonly unkeyed?: string } = {},
) {
  const server = await modelServer(brain);
  const waits: number[] = [];
  let skipped = 0;
  const backend = row.make({
    reach: async () => {
      const baseUrl = row.url(server);
      return unkeyed ? { baseUrl, key: undefined, unkeyed } : { baseUrl, key: TEST_KEY };
    },
    runCommand,
    ...deps,
    pacing: {
      random: () => 0.5,
      now: () => performance.now() + skipped,
      sleep: async (ms) => {
        if (ms <= 0) return;
        waits.push(ms);
        skipped += ms;
      },
      ...deps.pacing,
    },
  });
  return { server, backend, waits };
}
