import type {
  Backend,
  Labels,
  Outcome,
  Progress,
  ProviderTrouble,
  ThinkRequest,
} from '../../src/engine/backend.ts';
import type { BackendName, Route } from '../../src/model/route.ts';
import type { FailureKind } from '../../src/model/shapes.ts';
import type { MemoryRepository } from './memory-repository.ts';
import type { SimulatedTime } from './simulated-time.ts';

export type Asked = {
  readonly labels: Labels;
  readonly route: Route;
  readonly prompt: { readonly shared: string; readonly task: string };
  /** The files the question is about, as they are when it is asked. */
  readonly tree: Readonly<Record<string, string>>;
  readonly heard: string[];
};

/** What a model does about a question. */
export type Said = {
  readonly edits?: Readonly<Record<string, string | null>>;
  readonly summary?: string;
  readonly answer?: unknown;
  readonly fails?: { readonly kind: FailureKind; readonly reason: string } & Partial<ProviderTrouble>;
  /** Model requests, each of so many milliseconds and dollars. */
  readonly requests?: number;
  readonly ms?: number;
  readonly usd?: number;
  /** Another model than this one, which was asked for, has answered. */
  readonly insteadOf?: string;
  /** The provider states neither tokens nor dollars; by what was sent there is a bound to them, or none. */
  readonly unstated?: 'bounded' | 'unbounded';
  readonly billing?: 'billed' | 'subscription' | 'unknown';
  /** Before each request: the provider's no, or nothing. */
  readonly trouble?: () => ({ readonly reason: string } & ProviderTrouble) | undefined;
  readonly sent?: () => void;
  readonly answered?: () => void;
};
export type Brain = (asked: Asked) => Said;

type Around = {
  readonly repository: MemoryRepository;
  readonly time: SimulatedTime;
  readonly asked: Asked[];
  readonly life: { readonly over: boolean };
};

const stopped = { ok: false, kind: 'interrupted', reason: 'it was stopped' } as const;
const NO_TOKENS = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0, reasoning: 0 };

/** A backend whose answers a function makes up, in simulated time. */
export const thinkingAs = (
  name: BackendName,
  brain: Brain,
  { repository, time, asked, life }: Around,
): Backend => ({
  name,
  async *think<T>(request: ThinkRequest<T>): AsyncGenerator<Progress, Outcome<T>> {
    const { labels, route, prompt, folder, abort } = request;
    const tree = folder === undefined ? {} : repository.treeIn(folder);
    const question: Asked = { labels, route, prompt, tree, heard: [] };
    asked.push(question);
    const said = brain(question);
    const id = [labels.phase, labels.storyId, labels.attempt].join('.');
    for (let number = 1; number <= (said.requests ?? 1); ) {
      try {
        await request.permit();
      } catch {
        return stopped;
      }
      for (const message of request.inbox()) {
        question.heard.push(message.text);
        yield { type: 'delivered', id: message.id };
      }
      if (life.over) return stopped;
      said.sent?.();
      await time.sleep(said.ms ?? 10, abort);
      said.answered?.();
      if (abort.aborted || life.over) return stopped;
      const trouble = said.trouble?.();
      if (trouble) {
        yield { type: 'trouble', ...trouble };
        continue;
      }
      yield {
        ...{ type: 'usage', id: `${id}#${number}`, model: 'model', billing: said.billing ?? 'billed' },
        ...(said.unstated ? { tokens: null } : { tokens: NO_TOKENS, usd: said.usd ?? 0 }),
        ...(said.insteadOf === undefined ? {} : { insteadOf: said.insteadOf }),
        ...(said.unstated === 'bounded' ? { atMost: NO_TOKENS } : {}),
        ...{ requests: 1, ms: said.ms ?? 10, firstTokenMs: 1 },
      };
      number++;
    }
    if (said.edits && folder !== undefined) {
      repository.write(folder, said.edits);
      for (const target of Object.keys(said.edits))
        yield {
          type: 'tool',
          id: `${id}:${target}`,
          tool: 'write_file',
          kind: 'edit',
          target,
          ok: true,
          ms: 1,
        };
    }
    if (said.fails) return { ok: false, ...said.fails };
    if (request.mode === 'work') return { ok: true, value: (said.summary ?? 'done') as T };
    const read = request.answer?.parse(said.answer);
    return read && 'value' in read
      ? { ok: true, value: read.value }
      : { ok: false, kind: 'agent', reason: `the answer does not fit: ${read?.problem}` };
  },
});

/** A team that does what it is told: every story writes its file, the Critic finds every criterion met. */
export const obedient: Brain = ({ labels, prompt }) => {
  switch (labels.phase) {
    case 'story':
      return {
        edits: { [`${labels.storyId}.txt`]: `${labels.storyId}.${labels.attempt}` },
        summary: `did ${labels.storyId}`,
      };
    case 'critic':
      return { answer: labels.storyId ? verdict(prompt.task) : judged(prompt.task) };
    case 'architect':
      return { answer: { decisions: ['one way'] } };
    default:
      return { answer: { action: 'give-up', reason: 'nothing helps', stories: [] } };
  }
};

/** The Critic's answer to a story's prompt: all its criteria, met or not. */
export const verdict = (task: string, met = true) => ({
  criteria: criteriaIn(task).map((criterion) => ({ criterion, met, evidence: met ? 'seen' : 'not seen' })),
  summary: met ? 'good' : 'not good',
});

const criteriaIn = (task: string) =>
  (task.split('## Acceptance criteria')[1]?.split('##')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => line.slice(2));

const judged = (task: string) => ({
  requirements: [...task.matchAll(/^- (\S+): “/gm)].map(([, id]) => ({ id, met: true, evidence: 'seen' })),
});
