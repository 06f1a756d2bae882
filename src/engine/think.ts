import type { RunEvent } from '../model/events.ts';
import { usedUp } from '../model/money.ts';
import { breakerOf, held } from '../model/questions.ts';
import { type Phase, providerOf, type Route } from '../model/route.ts';
import { attemptKey } from '../model/view.ts';
import type { AnswerShape, Backend, Labels, Limits, Mode, Outcome, Signal, ThinkRequest } from './backend.ts';
import type { At } from './participant.ts';
import type { Artifacts } from './ports.ts';
import { ProbeQueue } from './probes.ts';
import { breaker, opensBreaker, passes, USUAL_PAUSE } from './refusal.ts';
import { type About, facts, type Reckoning } from './reported.ts';

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
  readonly inbox?: ThinkRequest<T>['inbox'];
};

/** Asks a backend: yields what happened as facts of the run, returns how it ended. */
export type Think = <T>(at: At, question: Question<T>) => AsyncGenerator<RunEvent, Outcome<T>>;

export type Thinking = Reckoning & {
  readonly run: string;
  readonly backend: (route: Route) => Backend | undefined;
  readonly artifacts: Artifacts;
  readonly signal: (signal: Signal) => void;
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
 * permit, prices what it cost, and turns a provider's trouble into a breaker that its other stories heed. A
 * question whose provider refuses for now waits for that to pass, and goes on where it was.
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
    for (let round = 1; ; round++) {
      const outcome = yield* asked(thinking, queue, backend, at, question);
      if (outcome.ok || !passes(outcome, round)) return outcome;
      await permitted(at, question).catch(() => {});
      if (at.abort.aborted) return outcome;
    }
  };
}

/** Asks once, from where an earlier conversation about the same question ended. */
async function* asked<T>(
  thinking: Thinking,
  queue: ProbeQueue,
  backend: Backend,
  at: At,
  question: Question<T>,
): AsyncGenerator<RunEvent, Outcome<T>> {
  const labels = labelsOf(thinking.run, question);
  const name = transcriptName(labels);
  const provider = providerOf(question.route);
  let unkept: { readonly error: unknown } | undefined;
  const answering = backend.think({
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
  });
  try {
    for (;;) {
      const step = await answering.next();
      if (!step.done) {
        yield* facts(thinking, at, question, step.value);
        const { type } = step.value;
        if (type === 'usage' || type === 'tool') queue.healthy(provider);
        // Only once the breaker is in the view may the others look at it again.
        if (type === 'trouble') queue.suspect(provider, at.abort);
      }
      // A conversation that cannot be kept cannot be gone on with: no answer, and no fault of the backend's.
      if (unkept) throw unkept.error;
      if (step.done) {
        const { value } = step;
        if (!value.ok && value.trouble && opensBreaker(value.trouble)) {
          yield breaker(thinking, provider, { ...value, trouble: value.trouble }, USUAL_PAUSE);
          queue.suspect(provider, at.abort);
        }
        return value;
      }
    }
  } finally {
    queue.answered(provider, at.abort);
    await answering.return(INTERRUPTED);
  }
}

const INTERRUPTED = { ok: false, kind: 'interrupted', reason: 'nobody waits for the answer' } as const;

/** Waits while the run, the provider or the money says no. Rejects when the question is aborted. */
export async function permitted(at: At, { route, storyId, attempt }: About): Promise<void> {
  for (;;) {
    at.abort.throwIfAborted();
    const view = at.view();
    const live = view.live.find((one) => one.storyId === storyId && one.number === attempt);
    const waitsForMoney = live !== undefined && usedUp(view, live);
    if (!held(view) && !breakerOf(view, route) && !waitsForMoney) return;
    await at.changed();
  }
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
