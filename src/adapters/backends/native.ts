import { setTimeout } from 'node:timers/promises';
import type { Backend, Outcome, Progress, RunCommand, ThinkRequest } from '../../engine/ports.ts';
import type { BackendName, Route } from '../../model/route.ts';
import { converse } from './converse.ts';
import { answer, type Ending, summary } from './ending.ts';
import type { Line, Lore, Pacing } from './exchange.ts';
import { coalesced, headersOf, idsOf } from './labels.ts';
import type { Protocol } from './wire.ts';

export type NativeDeps = {
  /** Where the environment or the person's secrets hold one. */
  readonly key: (route: Route) => string | undefined;
  /** Absent: the provider's own address. */
  readonly baseUrl: (route: Route) => string | undefined;
  readonly runCommand: RunCommand;
  /** Time and chance, and the deadlines on a server's silence. */
  readonly pacing?: Partial<Pacing>;
};

type Provider = {
  readonly name: BackendName;
  readonly protocol: Protocol;
  /** The environment variable that holds its key. */
  readonly variable: string;
  readonly defaultModel?: string;
};

const usual: Pacing = {
  firstByteMs: 60_000,
  idleMs: 90_000,
  emptyMs: 5 * 60_000,
  now: () => performance.timeOrigin + performance.now(),
  random: Math.random,
  sleep: (ms, abort) =>
    ms > 0 ? setTimeout(ms, undefined, { signal: abort }).catch(() => {}) : Promise.resolve(),
};

/** A backend that Baro drives itself: its own loop, its own tools, over the provider's protocol. */
export function native(provider: Provider, deps: NativeDeps): Backend {
  const lore: Lore = { notBefore: 0, without: new Map() };
  const pacing = { ...usual, ...deps.pacing };
  return {
    name: provider.name,
    async *think<T>(request: ThinkRequest<T>): AsyncGenerator<Progress, Outcome<T>> {
      try {
        const model = request.route.model ?? provider.defaultModel;
        if (!model) return refused('model', `name a model: ${provider.name} has none of its own`);
        const key = deps.key(request.route);
        const baseUrl = deps.baseUrl(request.route);
        if (!key && !isLoopback(baseUrl)) return refused('auth', missingKey(provider, request.route));
        const say = coalesced(
          (text) => request.signal({ type: 'text', labels: request.labels, text }),
          pacing.now,
        );
        const line: Omit<Line, 'opened' | 'abort'> = {
          protocol: provider.protocol,
          connection: { key, baseUrl, headers: headersOf(request.labels) },
          pacing: { ...pacing, idleMs: Math.min(pacing.idleMs, request.limits.silenceMs) },
          lore,
          scope: idsOf(request.labels),
          text: say.add,
          settled: say.flush,
          strange: (name) => request.transcript({ role: 'note', text: `ignored an unknown event: ${name}` }),
        };
        return yield* converse({
          request,
          model,
          line,
          ending: endingOf(request),
          runCommand: deps.runCommand,
        });
      } catch (error) {
        return { ok: false, kind: 'internal', reason: error instanceof Error ? error.message : `${error}` };
      }
    },
  };
}

/** In *work* the value is a summary, and there is no shape; in the other modes there is one. */
function endingOf<T>({ mode, answer: shape }: ThinkRequest<T>): Ending<T> {
  if (mode === 'work') return summary as Ending<unknown> as Ending<T>;
  if (!shape) throw new Error(`a question in ${mode} mode needs the shape of its answer`);
  return answer(shape);
}

const refused = (trouble: 'auth' | 'model', reason: string) =>
  ({ ok: false, kind: 'provider', trouble, reason }) as const;

function missingKey({ name, variable }: Provider, { endpoint }: Route): string {
  const own = endpoint ? `BARO_KEY_${endpoint.toUpperCase().replaceAll('-', '_')} or ` : '';
  return `there is no key for ${name}: set ${own}${variable}`;
}

/** A server on this machine may want no key. */
const isLoopback = (url: string | undefined) =>
  url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
