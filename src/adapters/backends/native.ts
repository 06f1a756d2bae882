import { setTimeout } from 'node:timers/promises';
import type {
  Backend,
  Labels,
  Outcome,
  Progress,
  ProviderTrouble,
  ThinkRequest,
  WarmRequest,
} from '../../engine/backend.ts';
import type { RunCommand } from '../../engine/ports.ts';
import { endpointKey, isThisMachine } from '../../model/address.ts';
import type { BackendName, Route } from '../../model/route.ts';
import { type CapabilitiesOf, capabilitiesBy } from '../models.ts';
import { converse } from './converse.ts';
import { answer, type Ending, summary } from './ending.ts';
import type { Lore, Pacing } from './exchange.ts';
import { headersOf } from './labels.ts';
import { nearest } from './nearest.ts';
import { saidOf } from './said-of.ts';
import { gaveUp } from './transcript.ts';
import { troubleOf } from './trouble.ts';
import { warmUp } from './warm-up.ts';
import { watch } from './watched-fetch.ts';
import type { Protocol } from './wire.ts';

export type NativeDeps = {
  /** Where the environment or the person's secrets hold one. */
  readonly key: (route: Route) => Promise<string | undefined>;
  /** Absent: the provider's own address. */
  readonly baseUrl: (route: Route) => string | undefined;
  readonly runCommand: RunCommand;
  /** What is known of models; without it, what Baro's own table says. */
  readonly capabilitiesOf?: CapabilitiesOf;
  /** Time and chance, and the deadlines on a server's silence. */
  readonly pacing?: Partial<Pacing>;
};

/** A backend that Baro drives itself. It can also say which models there are. */
export type NativeBackend = Backend & {
  models(route: Route, abort: AbortSignal, labels?: Labels): Promise<ModelList>;
};

/** The models that a server lists, or why there is no list. */
export type ModelList =
  | { readonly models: readonly string[] }
  | { readonly problem: string; readonly trouble: ProviderTrouble['trouble'] };

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

/** Its own loop and its own tools, over the provider's protocol. */
export function native(provider: Provider, deps: NativeDeps): NativeBackend {
  const { name, protocol } = provider;
  const known = new Map<string | undefined, Lore>();
  const loreOf = ({ endpoint }: Route): Lore => {
    const lore = known.get(endpoint) ?? { notBefore: 0, overloads: [], without: new Map() };
    known.set(endpoint, lore);
    return lore;
  };
  const pacing = { ...usual, ...deps.pacing };
  const capabilitiesOf = deps.capabilitiesOf ?? capabilitiesBy();
  const connect = async (route: Route, labels?: Labels) => ({
    key: await deps.key(route),
    baseUrl: deps.baseUrl(route),
    headers: labels ? headersOf(labels) : {},
  });

  async function models(route: Route, abort: AbortSignal, labels?: Labels): Promise<ModelList> {
    const watched = watch(pacing, abort);
    const connection = await connect(route, labels);
    try {
      return {
        models: await protocol.models({ ...connection, fetch: watched.fetch, abort: watched.abort }),
      };
    } catch (error) {
      if (abort.aborted) return { trouble: 'network', problem: `${name} did not answer in time` };
      const trouble = troubleOf(error, watched.fault(), watched.said(), pacing.now());
      return { trouble: trouble.trouble, problem: saidOf(name, trouble, connection.key) };
    } finally {
      watched.dispose();
    }
  }

  async function* think<T>(request: ThinkRequest<T>): AsyncGenerator<Progress, Outcome<T>> {
    const { route, labels, limits, abort } = request;
    const model = route.model ?? provider.defaultModel;
    if (!model) return refused('model', `name a model: ${name} has none of its own`);
    const can = capabilitiesOf(model);
    const takesTools = protocol.takesTools(can);
    if (!takesTools && request.mode !== 'ask')
      return refused('model', `${model} takes no tools through ${name}; route it to openai`);
    const connection = await connect(route, labels);
    if (!connection.key && !isThisMachine(connection.baseUrl ?? ''))
      return refused('auth', missingKey(provider, route));
    const outcome = yield* converse({
      name,
      request,
      model,
      can,
      protocol,
      connection,
      pacing: { ...pacing, idleMs: Math.min(pacing.idleMs, limits.silenceMs) },
      lore: loreOf(route),
      takesTools,
      ending: endingOf(request, takesTools),
      runCommand: deps.runCommand,
    });
    if (!outcome.ok && (outcome.kind === 'agent' || outcome.kind === 'stuck'))
      request.transcript(gaveUp(outcome.reason));
    if (outcome.ok || outcome.trouble !== 'model') return outcome;
    const list = await models(route, abort, labels);
    const there = 'models' in list ? nearest(list.models, model) : [];
    return there.length
      ? { ...outcome, reason: `${outcome.reason}; there are ${there.join(', ')}` }
      : outcome;
  }

  async function* warm(request: WarmRequest): AsyncGenerator<Progress, void> {
    const { route, labels } = request;
    const model = route.model ?? provider.defaultModel;
    try {
      await protocol.load?.();
      const connection = await connect(route, labels);
      if (!model || (!connection.key && !isThisMachine(connection.baseUrl ?? ''))) return;
      yield* warmUp(
        request,
        { model, can: capabilitiesOf(model) },
        { protocol, connection, pacing, lore: loreOf(route) },
      );
    } catch {
      // it was only to save something; the first question will say what is wrong
    }
  }

  return {
    name,
    models,
    warm,
    async *think(request) {
      try {
        return yield* think(request);
      } catch (error) {
        return { ok: false, kind: 'internal', reason: error instanceof Error ? error.message : `${error}` };
      }
    },
  };
}

/** In *work* the value is a summary, and there is no shape; in the other modes there is one. */
function endingOf<T>({ mode, answer: shape }: ThinkRequest<T>, takesTools: boolean): Ending<T> {
  if (mode === 'work') return summary as Ending<unknown> as Ending<T>;
  if (!shape) throw new Error(`a question in ${mode} mode needs the shape of its answer`);
  return answer(shape, takesTools ? 'tool' : 'text');
}

const refused = (trouble: 'auth' | 'model', reason: string) =>
  ({ ok: false, kind: 'provider', trouble, reason }) as const;

function missingKey({ name, variable }: Provider, { endpoint }: Route): string {
  const own = endpoint ? `${endpointKey(endpoint)} or ` : '';
  return `there is no key for ${name}: set ${own}${variable}`;
}
