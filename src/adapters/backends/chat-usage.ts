import type OpenAI from 'openai';
import { type Heard, tokensFrom } from './wire.ts';

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type Usage = OpenAI.CompletionUsage & { readonly prompt_cache_hit_tokens?: number };

/** What a chunk of Chat Completions says of the request: who answers, and what was used once that is known. */
export function chatBill({ id, model, usage }: Chunk): Heard {
  const known = { type: 'bill', ...(id ? { id } : {}), ...(model ? { model } : {}) } as const;
  if (!usage) return known;
  const stated: Usage = usage;
  return {
    ...known,
    tokens: tokensFrom({
      prompt: stated.prompt_tokens,
      cacheRead: stated.prompt_tokens_details?.cached_tokens ?? stated.prompt_cache_hit_tokens,
      cacheWrite: stated.prompt_tokens_details?.cache_write_tokens,
      output: stated.completion_tokens,
      reasoning: stated.completion_tokens_details?.reasoning_tokens,
    }),
  };
}
