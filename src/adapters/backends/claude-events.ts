import * as z from 'zod';
import { jsonLine } from './json-line.ts';

/*
 * What `claude -p --output-format stream-json` prints, as far as Baro looks at it: read from the real CLI 2.1.197.
 * Fields that are missing have a default, so that a newer CLI is still understood.
 */

const Count = z.number().catch(0);

const ClaudeUsage = z.object({
  input_tokens: Count,
  cache_creation_input_tokens: Count,
  cache_read_input_tokens: Count,
  output_tokens: Count,
});
export type ClaudeUsage = z.infer<typeof ClaudeUsage>;

/** What the end of a message says anew about its usage. */
const UsageChange = z.object({
  input_tokens: z.number().optional(),
  cache_creation_input_tokens: z.number().optional(),
  cache_read_input_tokens: z.number().optional(),
  output_tokens: z.number().optional(),
});

const Block = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown().optional() }),
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.unknown().optional(),
    is_error: z.boolean().nullish(),
  }),
  z.object({ type: z.string() }).transform(() => ({ type: 'other' as const })),
]);
export type ClaudeBlock = z.infer<typeof Block>;

const Content = z.union([
  z.array(Block),
  z.string().transform((text): ClaudeBlock[] => [{ type: 'text', text }]),
]);

const Stream = z.union([
  z.object({
    type: z.literal('message_start'),
    message: z.object({ id: z.string(), model: z.string(), usage: ClaudeUsage }),
  }),
  z.object({ type: z.literal('message_delta'), usage: UsageChange.optional() }),
  z.object({ type: z.literal('message_stop') }),
  z.object({
    type: z.literal('content_block_delta'),
    delta: z.object({ type: z.literal('text_delta'), text: z.string() }),
  }),
]);

const ModelUsage = z.object({
  inputTokens: Count,
  outputTokens: Count,
  cacheReadInputTokens: Count,
  cacheCreationInputTokens: Count,
  costUSD: z.number().optional(),
});

const Event = z.union([
  z.object({
    type: z.literal('system'),
    subtype: z.literal('init'),
    session_id: z.string(),
    model: z.string().catch(''),
    apiKeySource: z.string().optional(),
  }),
  z.object({
    type: z.literal('system'),
    subtype: z.literal('api_retry'),
    error_status: z.number().nullish(),
    error: z.string().catch(''),
    retry_delay_ms: Count,
  }),
  z.object({
    type: z.literal('rate_limit_event'),
    rate_limit_info: z.object({ status: z.string(), resetsAt: z.number().optional() }),
  }),
  z.object({ type: z.literal('stream_event'), event: Stream, ttft_ms: z.number().optional() }),
  z.object({
    type: z.literal('assistant'),
    message: z.object({ id: z.string(), model: z.string(), content: Content, usage: ClaudeUsage.optional() }),
  }),
  z.object({
    type: z.literal('user'),
    message: z.object({ content: Content }),
    uuid: z.string().optional(),
    isReplay: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('result'),
    subtype: z.string().catch(''),
    is_error: z.boolean().catch(false),
    api_error_status: z.number().nullish(),
    result: z.string().optional(),
    errors: z.array(z.string()).optional(),
    structured_output: z.unknown().optional(),
    session_id: z.string().optional(),
    num_turns: Count,
    duration_api_ms: Count,
    total_cost_usd: z.number().optional(),
    usage: ClaudeUsage.optional(),
    modelUsage: z.record(z.string(), ModelUsage).optional(),
  }),
]);
export type ClaudeEvent = z.infer<typeof Event>;
export type ClaudeResult = Extract<ClaudeEvent, { type: 'result' }>;

/** The event of a line; undefined for what is none, or none that Baro looks at. */
export function readClaude(line: string): ClaudeEvent | undefined {
  const value = jsonLine(line);
  if (value === undefined) return undefined;
  const read = Event.safeParse(value);
  return read.success ? read.data : undefined;
}

/** What a person would have read, of a tool's result or a message. */
export function textOf(content: unknown): string {
  const read = Content.safeParse(content);
  if (!read.success) return '';
  return read.data.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
}
