import type { RunEvent, Tokens } from '../model/events.ts';
import { breakerOf, providerOf } from '../model/ladder.ts';
import { usedUp } from '../model/money.ts';
import { held } from '../model/questions.ts';
import type { Phase, Route } from '../model/route.ts';
import { clip } from '../model/size.ts';
import { attemptKey } from '../model/view.ts';
import type { At } from './participant.ts';
import type {
  AnswerShape,
  Artifacts,
  Backend,
  Labels,
  Limits,
  Mode,
  Outcome,
  PriceOf,
  Progress,
  ProviderTrouble,
  Signal,
  ThinkRequest,
} from './ports.ts';

/** One question of a participant, before the run adds what is the same for all of them. */
export type Question<T> = {
  readonly mode: Mode;
  readonly phase: Phase;
  readonly storyId?: string;
  readonly attempt?: number;
  readonly route: Route;
  readonly prompt: ThinkRequest<T>['prompt'];
  readonly answer?: AnswerShape<T>;
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inbox?: () => readonly { readonly id: string; readonly text: string }[];
};

/** Asks a backend: yields what happened as facts of the run, returns how it ended. */
export type Think = <T>(at: At, question: Question<T>) => AsyncGenerator<RunEvent, Outcome<T>>;

export type Thinking = {
  readonly run: string;
  readonly backend: (route: Route) => Backend | undefined;
  readonly priceOf: PriceOf;
  /** The most that so many tokens can cost, where the model's price is unknown. */
  readonly atMost: (tokens: Tokens) => number;
  readonly artifacts: Artifacts;
  readonly signal: (signal: Signal) => void;
  /** Milliseconds, for how long a breaker stays open. */
  readonly now: () => number;
  readonly limits: Limits;
};

/** Where a question's conversation is kept. */
export const transcriptName = ({ phase, storyId, attempt }: Labels) =>
  storyId === undefined
    ? `phases/${phase}.jsonl`
    : phase === 'story'
      ? `attempts/${attemptKey(storyId, attempt ?? 0)}.jsonl`
      : `phases/${phase}.${attemptKey(storyId, attempt ?? 0)}.jsonl`;

/**
 * The way from participants to backends: labels every question, lets no request out that the run does not
 * permit, prices what it cost, and turns a provider's trouble into a breaker that its other stories heed.
 */
export function thinker(thinking: Thinking): Think {
  const queue = new ProbeQueue();
  return async function* think<T>(at: At, question: Question<T>): AsyncGenerator<RunEvent, Outcome<T>> {
    const backend = thinking.backend(question.route);
    if (!backend)
      return {
        ok: false,
        kind: 'provider',
        reason: `no backend "${question.route.backend}" is set up`,
        trouble: 'model',
      };
    const labels = labelsOf(thinking.run, question);
    const name = transcriptName(labels);
    const provider = providerOf(question.route);
    const request: ThinkRequest<T> = {
      mode: question.mode,
      labels,
      route: question.route,
      prompt: question.prompt,
      ...(question.answer ? { answer: question.answer } : {}),
      ...(question.folder === undefined ? {} : { folder: question.folder }),
      env: question.env ?? {},
      abort: at.abort,
      limits: thinking.limits,
      permit: async () => {
        do await permitted(at, question);
        while (await queue.hadToWait(provider, at.abort));
      },
      inbox: question.inbox ?? (() => []),
      signal: thinking.signal,
      transcript: (record) => {
        const at = new Date(thinking.now()).toISOString();
        try {
          thinking.artifacts.append(name, `${JSON.stringify({ at, ...record })}\n`);
        } catch (error) {
          unkept ??= { error };
          throw error;
        }
      },
      history: await historyOf(thinking.artifacts, name),
    };
    let unkept: { readonly error: unknown } | undefined;
    const answering = backend.think(request);
    try {
      for (;;) {
        const step = await answering.next();
        if (!step.done) {
          yield* facts(thinking, question, step.value);
          const { type } = step.value;
          if (type === 'usage' || type === 'tool') queue.healthy(provider);
          // Only once the breaker is in the view may the others look at it again.
          if (type === 'trouble') queue.suspect(provider, at.abort);
        }
        // A conversation that cannot be kept cannot be gone on with: no answer, and no fault of the backend's.
        if (unkept) throw unkept.error;
        if (step.done) {
          if (!step.value.ok && step.value.trouble && opensBreaker(step.value.trouble)) {
            yield breaker(thinking, provider, { ...step.value, trouble: step.value.trouble });
            queue.suspect(provider, at.abort);
          }
          return step.value;
        }
      }
    } finally {
      queue.answered(provider, at.abort);
      await answering.return(INTERRUPTED);
    }
  };
}

const INTERRUPTED = { ok: false, kind: 'interrupted', reason: 'nobody waits for the answer' } as const;

function* facts<T>(thinking: Thinking, question: Question<T>, progress: Progress): Generator<RunEvent> {
  const { phase, storyId, attempt, route } = question;
  const asked = {
    phase,
    ...(storyId === undefined ? {} : { storyId }),
    ...(attempt === undefined ? {} : { attempt }),
  };
  switch (progress.type) {
    case 'tool': {
      const { type: _, target, digest, ...tool } = progress;
      yield {
        type: 'tool.used',
        ...asked,
        ...tool,
        target: clip(target, 300),
        ...(digest ? { digest: clip(digest, 600) } : {}),
      };
      return;
    }
    case 'usage': {
      const { id, model, tokens, billing, requests, ms, firstTokenMs } = progress;
      const usd = progress.usd ?? (tokens ? thinking.priceOf(route, model, tokens) : null);
      const atMostUsd = usd === null && tokens ? thinking.atMost(tokens) : undefined;
      yield {
        type: 'usage.recorded',
        ...asked,
        id,
        route,
        model,
        tokens,
        usd,
        ...(atMostUsd === undefined ? {} : { atMostUsd }),
        billing,
        requests,
        ms: Math.round(ms),
        firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs),
      };
      return;
    }
    case 'delivered':
      if (storyId !== undefined && attempt !== undefined)
        yield { type: 'message.delivered', storyId, attempt, id: progress.id };
      return;
    case 'trouble':
      yield breaker(thinking, providerOf(route), progress);
  }
}

/** Waits while the run, the provider or the money says no. Rejects when the question is aborted. */
async function permitted<T>(at: At, { route, storyId, attempt }: Question<T>): Promise<void> {
  for (;;) {
    at.abort.throwIfAborted();
    const view = at.view();
    const live = view.live.find((one) => one.storyId === storyId && one.number === attempt);
    const waitsForMoney = live !== undefined && usedUp(view, live);
    if (!held(view) && !breakerOf(view, route) && !waitsForMoney) return;
    await at.changed();
  }
}

const opensBreaker = (trouble: string) =>
  trouble === 'rate' || trouble === 'quota' || trouble === 'auth' || trouble === 'overloaded';

/** These do not pass by themselves, unless the provider says when. */
const LASTING: ReadonlySet<ProviderTrouble['trouble']> = new Set(['quota', 'auth', 'model', 'context']);
/** So long is a provider left alone that did not say for how long, in milliseconds. */
const USUAL_PAUSE = 20_000;

/** A breaker without an end waits for a person; every other closes by itself. */
function breaker(
  { now }: Thinking,
  provider: string,
  { reason, trouble, retryAfterMs }: ProviderTrouble & { readonly reason: string },
): RunEvent {
  const pause = retryAfterMs ?? (LASTING.has(trouble) ? undefined : USUAL_PAUSE);
  const until = pause === undefined ? {} : { until: new Date(now() + pause).toISOString() };
  return { type: 'breaker.opened', provider, reason: clip(reason, 300), ...until };
}

const labelsOf = <T>(run: string, { phase, storyId, attempt }: Question<T>): Labels => ({
  run,
  phase,
  ...(storyId === undefined ? {} : { storyId }),
  ...(attempt === undefined ? {} : { attempt }),
});

async function historyOf(artifacts: Artifacts, name: string): Promise<readonly unknown[]> {
  const text = await artifacts.read(name);
  return (text ?? '').split('\n').flatMap((line) => {
    try {
      return line ? [JSON.parse(line) as unknown] : [];
    } catch {
      return []; // the last line of a process that was killed
    }
  });
}

/** After a provider said no, one request at a time asks whether it says yes again. */
class ProbeQueue {
  readonly #suspects = new Map<string, { holder: AbortSignal | undefined; waiting: (() => void)[] }>();

  /** Says that the provider told this question no; whoever else is asking keeps the turn. */
  suspect(provider: string, by: AbortSignal): void {
    const state = this.#suspects.get(provider) ?? { holder: undefined, waiting: [] };
    this.#suspects.set(provider, state);
    if (state.holder === by) this.#release(state);
  }

  healthy(provider: string): void {
    const state = this.#suspects.get(provider);
    this.#suspects.delete(provider);
    for (const go of state?.waiting ?? []) go();
  }

  /** Ends the turn of a question that is over. */
  answered(provider: string, by: AbortSignal): void {
    const state = this.#suspects.get(provider);
    if (state?.holder === by) this.#release(state);
  }

  /** Takes the turn where it is free; else waits, and says so: what was permitted before may not be any more. */
  async hadToWait(provider: string, by: AbortSignal): Promise<boolean> {
    const state = this.#suspects.get(provider);
    if (!state) return false;
    if (state.holder === undefined || state.holder === by) {
      state.holder = by;
      return false;
    }
    await new Promise<void>((done) => {
      const go = () => {
        by.removeEventListener('abort', go);
        done();
      };
      state.waiting.push(go);
      by.addEventListener('abort', go, { once: true });
    });
    return true;
  }

  #release(state: { holder: AbortSignal | undefined; waiting: (() => void)[] }): void {
    state.holder = undefined;
    const waiting = state.waiting.splice(0);
    for (const go of waiting) go();
  }
}
