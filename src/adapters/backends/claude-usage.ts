import type { Progress } from '../../engine/backend.ts';
import type { Tokens } from '../../model/shapes.ts';
import type { ClaudeEvent, ClaudeResult, ClaudeUsage } from './claude-events.ts';

type Usage = Extract<Progress, { type: 'usage' }>;
type StreamEvent = Extract<ClaudeEvent, { type: 'stream_event' }>;

/**
 * The books of one process. Every model request is reported as it ends, so that a run that dies has lost none of
 * them; what the closing result counts beyond these (requests that the CLI makes for itself, or a CLI that
 * streams nothing) is reported with it.
 */
export function claudeUsage(ids: (id: string) => string, now: () => number) {
  let billing: Usage['billing'] = 'unknown';
  let open: { id: string; model: string; usage: ClaudeUsage; since: number; ttft: number | null } | undefined;
  const reported = { models: new Set<string>(), tokens: none() };

  /** Reports the request under way, complete or not. */
  function* settle(): Generator<Usage> {
    if (!open) return;
    const { id, model, usage, since, ttft } = open;
    open = undefined;
    const tokens = tokensOf(usage);
    reported.models.add(model);
    reported.tokens = add(reported.tokens, tokens, 1);
    yield {
      type: 'usage',
      id: ids(id),
      model,
      tokens,
      billing,
      requests: 1,
      ms: Math.round(now() - since),
      firstTokenMs: ttft,
    };
  }

  return {
    settle,
    billedAs(how: Usage['billing']) {
      billing = how;
    },
    *stream({ event, ttft_ms }: StreamEvent): Generator<Usage> {
      if (event.type === 'message_start') {
        yield* settle();
        open = { ...event.message, since: now() - (ttft_ms ?? 0), ttft: ttft_ms ?? null };
      } else if (event.type === 'message_delta' && open) {
        open.usage = {
          input_tokens: event.usage?.input_tokens ?? open.usage.input_tokens,
          cache_creation_input_tokens:
            event.usage?.cache_creation_input_tokens ?? open.usage.cache_creation_input_tokens,
          cache_read_input_tokens: event.usage?.cache_read_input_tokens ?? open.usage.cache_read_input_tokens,
          output_tokens: event.usage?.output_tokens ?? open.usage.output_tokens,
        };
      } else if (event.type === 'message_stop') yield* settle();
    },
    *result(result: ClaudeResult): Generator<Usage> {
      yield* settle();
      const models = Object.entries(result.modelUsage ?? {});
      const counted = models.map(([model, usage]) => ({
        model,
        usd: usage.costUSD,
        tokens: tokensOf({
          input_tokens: usage.inputTokens,
          cache_creation_input_tokens: usage.cacheCreationInputTokens,
          cache_read_input_tokens: usage.cacheReadInputTokens,
          output_tokens: usage.outputTokens,
        }),
      }));
      const base = { type: 'usage', billing, ms: result.duration_api_ms, firstTokenMs: null } as const;
      const requests = Math.max(1, result.num_turns);
      if (reported.models.size === 0) {
        for (const { model, usd, tokens } of counted) {
          reported.models.add(model);
          reported.tokens = add(reported.tokens, tokens, 1);
          const id = ids(`${result.session_id}.${model}`);
          yield { ...base, id, model, tokens, requests, ...(usd === undefined ? {} : { usd }) };
        }
        return;
      }
      const rest = add(
        counted.map(({ tokens }) => tokens).reduce((sum, one) => add(sum, one, 1), none()),
        reported.tokens,
        -1,
      );
      if (rest.input + rest.output + rest.cacheRead + rest.cacheWrite <= 0) return;
      const [first] = reported.models;
      const unseen = counted.find(({ model }) => ![...reported.models].some((seen) => related(seen, model)));
      reported.tokens = add(reported.tokens, rest, 1);
      yield {
        ...base,
        id: ids(`${result.session_id}.rest`),
        model: unseen?.model ?? first ?? '',
        tokens: rest,
        requests: 1,
      };
    },
  };
}

/** How the CLI pays, as its first line tells. */
export function billingOf(
  apiKeySource: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Usage['billing'] {
  if (apiKeySource === undefined) return 'unknown';
  if (apiKeySource === 'oauth') return 'subscription';
  if (apiKeySource !== 'none') return 'billed';
  const elsewhere = [
    'ANTHROPIC_AUTH_TOKEN',
    'CLAUDE_CODE_USE_BEDROCK',
    'CLAUDE_CODE_USE_VERTEX',
    'CLAUDE_CODE_USE_FOUNDRY',
  ];
  return elsewhere.some((name) => env[name]) ? 'unknown' : 'subscription';
}

/** One name may be the other's with a date or a variant behind it. */
const related = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);

const none = (): Tokens => ({ input: 0, cacheWrite: 0, cacheRead: 0, output: 0, reasoning: 0 });

const tokensOf = (usage: ClaudeUsage): Tokens => ({
  input: usage.input_tokens,
  cacheWrite: usage.cache_creation_input_tokens,
  cacheRead: usage.cache_read_input_tokens,
  output: usage.output_tokens,
  reasoning: 0,
});

const add = (a: Tokens, b: Tokens, times: 1 | -1): Tokens => ({
  input: Math.max(0, a.input + times * b.input),
  cacheWrite: Math.max(0, a.cacheWrite + times * b.cacheWrite),
  cacheRead: Math.max(0, a.cacheRead + times * b.cacheRead),
  output: Math.max(0, a.output + times * b.output),
  reasoning: 0,
});
