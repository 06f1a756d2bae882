import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { Backend, News, Outcome, Progress, ThinkRequest } from '../../engine/backend.ts';
import type { Tokens } from '../../model/shapes.ts';
import { complaint, judged } from './cli-answer.ts';
import type { CliOptions } from './cli-options.ts';
import { GO_ON, type Session, sessionIn, sessionRecord } from './cli-session.ts';
import { type CodexAccount, codexAccount } from './codex-account.ts';
import { codexArguments, codexEnvironment, codexHome } from './codex-command.ts';
import { takeTurn } from './codex-turn.ts';
import { answer, MOST_REPAIRS } from './ending.ts';
import { stopped } from './failure.ts';
import { guarded } from './guarded.ts';
import { idsOf } from './labels.ts';
import { scratch } from './scratch.ts';
import { nullable, strictSchema } from './strict-schema.ts';

/** Codex, the person's own, one process a turn; messages and repairs are turns of the same thread. */
export const codex = (options: CliOptions): Backend => guarded('codex', think, options);

async function* think<T>(
  request: ThinkRequest<T>,
  options: CliOptions,
): AsyncGenerator<Progress, Outcome<T>> {
  const { mode, prompt: told, abort, limits } = request;
  await using own = await scratch();
  const folder = request.folder ?? own.folder;
  const real = await realpath(folder);
  const shape = request.answer && nullable(request.answer);
  const strict = shape && strictSchema(shape.jsonSchema);
  const schema = strict && (await own.write('schema.json', JSON.stringify(strict)));
  const env = codexEnvironment(request, options);
  const account = await codexAccount(codexHome(options.env), options.env);
  const session = mode === 'work' ? sessionIn(request.history, 'codex') : undefined;
  const book = bookkeeping(request, account, session);
  const whole = [
    told.shared,
    told.task,
    ...(shape && !schema ? [answer(shape, 'text').instruction] : []),
  ].join('\n\n');

  let thread = session?.id;
  let prompt = thread ? GO_ON : whole;
  let delivers: readonly string[] = [];
  const news: News[] = [];
  let left = limits.totalMs;
  for (let repairs = 0, silences = 0; ; ) {
    await request.permit();
    if (abort.aborted) return stopped;
    const begun = performance.now();
    const turn = yield* takeTurn({
      request,
      options,
      arguments: codexArguments(request, {
        folders: real === folder ? [folder] : [folder, real],
        schema,
        thread,
      }),
      env,
      folder,
      prompt,
      totalMs: Math.max(1, left),
      delivers,
      ids: idsOfTurn(request),
      book,
    });
    left -= performance.now() - begun;
    delivers = [];
    if (turn.why === 'no thread' && thread) {
      thread = undefined;
      prompt = whole;
    } else if (turn.why === 'silence' && silences++ === 0) {
      // Asked once more: where it left off, or from the beginning where that would leave half an answer.
      thread = mode === 'work' ? turn.thread : undefined;
      prompt = thread ? GO_ON : whole;
    } else if (turn.failure) return turn.failure;
    else {
      // only now: a turn that came to nothing could not pass on what it had taken
      if (mode === 'work' && turn.thread) news.push(...request.inbox());
      if (news.some(({ passing }) => !passing)) {
        thread = turn.thread;
        delivers = news.map(({ id }) => id);
        prompt = textOf(news.splice(0));
        continue;
      }
      const end = judged(shape, { text: turn.text ?? '' });
      if ('value' in end) return { ok: true, value: end.value };
      if (repairs++ === MOST_REPAIRS)
        return {
          ok: false,
          kind: 'provider',
          trouble: 'bad-response',
          reason: `its answer cannot be used: ${end.problem}`,
        };
      // A question without a folder leaves no thread behind that could be taken up.
      thread = mode === 'ask' ? undefined : turn.thread;
      prompt = [...(thread ? [] : [whole, `Your answer was: ${turn.text}`]), complaint(end.problem)].join(
        '\n\n',
      );
    }
  }
}

const textOf = (news: readonly News[]) => news.map(({ text }) => text).join('\n\n');

/** Item ids begin anew with every process. */
function idsOfTurn({ labels }: ThinkRequest<unknown>): (id: string) => string {
  const ids = idsOf(labels);
  const turn = randomUUID();
  return (id) => ids(`${turn}.${id}`);
}

/** The CLI counts a thread as a whole, so what was reported of it before is taken off. */
function bookkeeping(
  { labels, mode, route, transcript }: ThinkRequest<unknown>,
  { billing, model }: CodexAccount,
  session: Session | undefined,
) {
  const ids = idsOf(labels);
  const before = new Map(session?.used ? [[session.id, session.used]] : []);
  return function* (thread: string | undefined, used: Tokens | null, ms: number): Generator<Progress> {
    const known = thread === undefined ? undefined : before.get(thread);
    if (thread !== undefined && used) {
      before.set(thread, used);
      if (mode !== 'ask') transcript(sessionRecord('codex', thread, used));
    }
    yield {
      type: 'usage',
      id: ids(randomUUID()),
      model: route.model ?? model ?? 'codex',
      tokens: used && known ? minus(used, known) : used,
      billing,
      requests: 1,
      ms: Math.round(ms),
      firstTokenMs: null,
    };
  };
}

const minus = (a: Tokens, b: Tokens): Tokens => ({
  input: Math.max(0, a.input - b.input),
  cacheWrite: Math.max(0, a.cacheWrite - b.cacheWrite),
  cacheRead: Math.max(0, a.cacheRead - b.cacheRead),
  output: Math.max(0, a.output - b.output),
  reasoning: Math.max(0, a.reasoning - b.reasoning),
});
