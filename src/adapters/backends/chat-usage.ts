import type OpenAI from 'openai';
import { type Heard, tokensFrom } from './wire.ts';

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type Usage = OpenAI.CompletionUsage & {
  readonly prompt_cache_hit_tokens?: number;
  /** In dollars: what OpenRouter itself charges. */
  readonly cost?: unknown;
  /** The provider behind it was paid with a key of the person's own. */
  readonly is_byok?: unknown;
  readonly cost_details?: { readonly upstream_inference_cost?: unknown } | null;
};

/** What a chunk of Chat Completions says of the request: who answers, and what was used once that is known. */
export function chatBill({ id, model, usage }: Chunk): Heard {
  const known = { type: 'bill', ...(id ? { id } : {}), ...(model ? { model } : {}) } as const;
  if (!usage) return known;
  const stated: Usage = usage;
  const usd = costIn(stated);
  return {
    ...known,
    ...(usd === undefined ? {} : { usd }),
    tokens: tokensFrom({
      prompt: stated.prompt_tokens,
      cacheRead: stated.prompt_tokens_details?.cached_tokens ?? stated.prompt_cache_hit_tokens,
      cacheWrite: stated.prompt_tokens_details?.cache_write_tokens,
      output: outputIn(stated),
      reasoning: stated.completion_tokens_details?.reasoning_tokens,
    }),
  };
}

/** Grok and Gemini count what was thought to the total only. */
function outputIn({ prompt_tokens: prompt, completion_tokens: said, total_tokens: total }: Usage) {
  const rest = Number.isSafeInteger(total) && prompt >= 0 ? total - prompt : 0;
  return rest > said ? rest : said;
}

/** Both shares of it, where there are two; undefined where one of them is not said. */
function costIn({ cost, is_byok, cost_details }: Usage): number | undefined {
  const shares = is_byok ? [cost, cost_details?.upstream_inference_cost] : [cost];
  return shares.every(isAmount) ? shares.reduce((sum, share) => sum + share, 0) : undefined;
}

const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
