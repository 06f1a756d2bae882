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
import type { BackendName, Route } from '../../model/route.ts';
import { type CapabilitiesOf, capabilitiesBy } from '../models.ts';
import { converse } from './converse.ts';
import { answer, type Ending, summary } from './ending.ts';
import type { Lore, Pacing } from './exchange.ts';
import { guarded } from './guarded.ts';
import { headersOf } from './labels.ts';
import { nearest } from './nearest.ts';
import { saidOf } from './said-of.ts';
import { gaveUp } from './transcript.ts';
import { troubleOf } from './trouble.ts';
import { warmUp } from './warm-up.ts';
import { type Deadlines, watch } from './watched-fetch.ts';
import type { Protocol } from './wire.ts';

/** Where a question goes, and with which key; or what is missing for it to go anywhere. */
export type Reach =
  | {
      readonly baseUrl: string;
      readonly key: string | undefined;
      /** Why there is no key, for a server that turns out to want one. */
      readonly unkeyed?: string;
    }
  | { readonly missing: string };

export type NativeDeps = {
  readonly reach: (route: Pick<Route, 'backend' | 'endpoint'>) => Promise<Reach>;
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
  readonly defaultModel?: string;
  /** Its servers may read for minutes before they answer: they are waited for as long as a question may be silent. */
  readonly isPatient?: boolean;
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

const allAs = (ms: number): Deadlines => ({ firstByteMs: ms, idleMs: ms, emptyMs: ms });

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
  const pacingOf = ({ limits }: Pick<ThinkRequest<unknown>, 'limits'>): Pacing =>
    provider.isPatient
      ? { ...usual, ...allAs(limits.silenceMs), ...deps.pacing }
      : { ...pacing, idleMs: Math.min(pacing.idleMs, limits.silenceMs) };
  const capabilitiesOf = deps.capabilitiesOf ?? capabilitiesBy();
  const connect = async ({ endpoint }: Route, labels?: Labels) => {
    const reach = await deps.reach({ backend: name, endpoint });
    if ('missing' in reach) return reach;
    const { baseUrl, key, unkeyed } = reach;
    return { connection: { baseUrl, key, headers: labels ? headersOf(labels) : {} }, unkeyed };
  };

  async function models(route: Route, abort: AbortSignal, labels?: Labels): Promise<ModelList> {
    const reached = await connect(route, labels);
    if ('missing' in reached) return { trouble: 'auth', problem: reached.missing };
    const { connection } = reached;
    const watched = watch(pacing, abort);
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
    const { route, labels, abort } = request;
    const model = route.model ?? provider.defaultModel;
    if (!model) return refused('model', `name a model: ${name} has none of its own`);
    const can = capabilitiesOf(model);
    const takesTools = protocol.takesTools(can);
    if (!takesTools && request.mode !== 'ask')
      return refused('model', `${model} takes no tools through ${name}; route it to openai`);
    const reached = await connect(route, labels);
    if ('missing' in reached) return refused('auth', reached.missing);
    const { connection, unkeyed } = reached;
    const outcome = yield* converse({
      name,
      request,
      model,
      can,
      protocol,
      connection,
      pacing: pacingOf(request),
      lore: loreOf(route),
      takesTools,
      ending: endingOf(request, takesTools),
      runCommand: deps.runCommand,
    });
    if (!outcome.ok && (outcome.kind === 'agent' || outcome.kind === 'stuck'))
      request.transcript(gaveUp(outcome.reason));
    if (!outcome.ok && outcome.trouble === 'auth' && unkeyed)
      return { ...outcome, reason: `${outcome.reason}; ${unkeyed}` };
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
      const reached = await connect(route, labels);
      if (!model || 'missing' in reached) return;
      yield* warmUp(
        request,
        { model, can: capabilitiesOf(model) },
        { protocol, connection: reached.connection, pacing: pacingOf(request), lore: loreOf(route) },
      );
    } catch {
      // it was only to save something; the first question will say what is wrong
    }
  }

  return { ...guarded(name, think, undefined), models, warm };
}

/** In *work* the value is a summary, and there is no shape; in the other modes there is one. */
function endingOf<T>({ mode, answer: shape }: ThinkRequest<T>, takesTools: boolean): Ending<T> {
  if (mode === 'work') return summary as Ending<unknown> as Ending<T>;
  if (!shape) throw new Error(`a question in ${mode} mode needs the shape of its answer`);
  return answer(shape, takesTools ? 'tool' : 'text');
}

const refused = (trouble: 'auth' | 'model', reason: string) =>
  ({ ok: false, kind: 'provider', trouble, reason }) as const;
