import { randomUUID } from 'node:crypto';
import * as acp from '@agentclientprotocol/sdk/unstable';
import type { News, Outcome, Progress, ThinkRequest } from '../../engine/backend.ts';
import type { Tokens } from '../../model/shapes.ts';
import { acpFacts } from './acp-facts.ts';
import { permission } from './acp-permission.ts';
import { settle } from './acp-settle.ts';
import { complaint, judged } from './cli-answer.ts';
import { failureOf } from './cli-trouble.ts';
import { answer, MOST_REPAIRS } from './ending.ts';
import { stopped } from './failure.ts';
import { idsOf } from './labels.ts';
import { openInside, writeInside } from './tools/contained.ts';

/** The protocol's own code for an agent that nobody has signed in to. */
const AUTH_REQUIRED = -32000;

const REFUSED =
  'That was refused: it is outside the folder, or not allowed here. Go on with the task without it.';
const SILENT = 'You ended without a word. Go on if something is left to do; else say in short what you did.';

/** How a conversation came to its end; broken: the agent went away, or does not speak the protocol. */
export type Talk<T> = { readonly outcome: Outcome<T> } | { readonly broken: string };

/** One session with an agent, from the handshake to the last answer. */
export async function talk<T>({
  request,
  folder,
  name,
  stream,
  tell,
}: {
  readonly request: ThinkRequest<T>;
  readonly folder: string;
  readonly name: string;
  readonly stream: acp.Stream;
  readonly tell: (fact: Progress) => void;
}): Promise<Talk<T>> {
  const { mode, abort, limits, route } = request;
  const ids = idsOf(request.labels);
  const facts = acpFacts({ ...request, folder }, ids, tell);
  let refused = false;
  const client = acp
    .client({ name: 'baro' })
    .onRequest(acp.methods.client.session.requestPermission, async ({ params }) => {
      const { allowed, response } = await permission(params, mode, folder);
      refused ||= !allowed;
      return response;
    })
    .onRequest(acp.methods.client.fs.readTextFile, async ({ params }) => ({
      content: ranged(await readInside(folder, params.path), params.line, params.limit),
    }))
    .onRequest(acp.methods.client.fs.writeTextFile, async ({ params }) => {
      if (mode !== 'work') throw acp.RequestError.invalidParams(undefined, 'nothing may be changed here');
      await writeInside(folder, params.path, params.content);
      return {};
    })
    .onNotification(acp.methods.client.session.update, ({ params }) => facts.take(params.update));

  return client.connectWith(stream, async (agent): Promise<Talk<T>> => {
    try {
      const { agentInfo } = await agent.request(acp.methods.agent.initialize, {
        protocolVersion: acp.PROTOCOL_VERSION,
        clientCapabilities: { fs: { readTextFile: true, writeTextFile: mode === 'work' }, terminal: false },
        clientInfo: { name: 'baro', version: '1' },
      });
      const session = await agent.request(acp.methods.agent.session.new, { cwd: folder, mcpServers: [] });
      const { sessionId } = session;
      const settled = await settle(agent, session, mode, route);
      if ('problem' in settled)
        return {
          outcome: { ok: false, kind: 'provider', trouble: 'model', reason: `${name} ${settled.problem}` },
        };
      const cancel = () => void agent.notify(acp.methods.agent.session.cancel, { sessionId }).catch(() => {});
      abort.addEventListener('abort', cancel, { once: true });

      let paid = 0;
      const book = (usage: acp.Usage | null | undefined, begun: number) => {
        const usd = facts.usd();
        tell({
          type: 'usage',
          id: ids(randomUUID()),
          model: settled.model ?? agentInfo?.name ?? name,
          tokens: usage ? tokensOf(usage) : null,
          ...(usd === undefined ? {} : { usd: Math.max(0, usd - paid) }),
          billing: 'unknown',
          requests: 1,
          ms: Math.round(performance.now() - begun),
          firstTokenMs: null,
        });
        paid = usd ?? paid;
      };
      const shape = request.answer;
      const asked = shape ? [answer(shape, 'text').instruction] : [];
      const news: News[] = [];
      /** What is said next, with all that waits to be told. */
      const saying = (...words: string[]) => {
        for (const { id } of news) tell({ type: 'delivered', id });
        return [...news.splice(0).map((one) => one.text), ...words].join('\n\n');
      };
      let text = saying(request.prompt.shared, request.prompt.task, ...asked);
      for (let repairs = 0, turns = 1; ; turns++) {
        if (turns > 1) await request.permit();
        const begun = performance.now();
        const { stopReason, usage } = await agent
          .request(acp.methods.agent.session.prompt, { sessionId, prompt: [{ type: 'text', text }] })
          .catch((error: unknown) => {
            // It has thought, and nobody will ever say how much.
            if (facts.begun()) book(undefined, begun);
            throw error;
          });
        book(usage, begun);
        const words = facts.lastWords();
        if (abort.aborted || stopReason === 'cancelled') return { outcome: stopped };
        if (stopReason !== 'end_turn')
          return {
            outcome: { ok: false, kind: 'agent', reason: `it stopped: ${stopReason.replaceAll('_', ' ')}` },
          };
        if (mode === 'work') news.push(...request.inbox());
        if (turns >= limits.turns)
          return { outcome: { ok: false, kind: 'stuck', reason: `it used up its ${limits.turns} turns` } };
        if (news.some(({ passing }) => !passing)) {
          text = saying();
          continue;
        }
        // Some agents take a refusal for the end.
        if (words.trim() === '' && repairs < MOST_REPAIRS) {
          repairs++;
          text = saying(refused ? REFUSED : SILENT);
          refused = false;
          continue;
        }
        const end = judged(shape, { text: words });
        if ('value' in end) return { outcome: { ok: true, value: end.value } };
        if (repairs++ >= MOST_REPAIRS) {
          const reason = `its answer cannot be used: ${end.problem}`;
          return { outcome: { ok: false, kind: 'provider', trouble: 'bad-response', reason } };
        }
        text = saying(complaint(end.problem));
      }
    } catch (error) {
      if (!(error instanceof acp.RequestError)) throw error;
      if (error.code === AUTH_REQUIRED)
        return {
          outcome: {
            ok: false,
            kind: 'provider',
            trouble: 'auth',
            reason: `sign in to ${name} first: ${error.message}`,
          },
        };
      return {
        outcome: failureOf(
          `${name}: ${error.message}${error.data ? ` ${JSON.stringify(error.data)}` : ''}`,
          new Date(),
        ),
      };
    }
  });
}

async function readInside(folder: string, path: string): Promise<string> {
  const file = await openInside(folder, path);
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function ranged(text: string, line: number | null | undefined, limit: number | null | undefined): string {
  if (!line && !limit) return text;
  const from = Math.max(1, line ?? 1) - 1;
  return text
    .split('\n')
    .slice(from, limit ? from + limit : undefined)
    .join('\n');
}

/** Some agents count thinking as written, some beside it: the sum tells. */
function tokensOf({ inputTokens: input, outputTokens, totalTokens, ...usage }: acp.Usage): Tokens {
  const [cacheWrite, cacheRead] = [usage.cachedWriteTokens ?? 0, usage.cachedReadTokens ?? 0];
  const reasoning = usage.thoughtTokens ?? 0;
  const isApart = totalTokens >= input + cacheWrite + cacheRead + outputTokens + reasoning;
  return { input, cacheWrite, cacheRead, output: outputTokens + (isApart ? reasoning : 0), reasoning };
}
