import * as z from 'zod';
import { jsonLine } from './json-line.ts';

/*
 * What `codex exec --json` prints, as far as Baro looks at it: read from the real CLI 0.169.0. An item of type
 * `error` is a remark (an unknown model's metadata, say); what fails a turn is `turn.failed`.
 */

const Count = z.number().catch(0);

const Item = z.union([
  z.object({ id: z.string(), type: z.literal('agent_message'), text: z.string() }),
  z.object({
    id: z.string(),
    type: z.literal('command_execution'),
    command: z.string(),
    aggregated_output: z.string().catch(''),
    exit_code: z.number().nullish(),
  }),
  z.object({
    id: z.string(),
    type: z.literal('file_change'),
    changes: z.array(z.object({ path: z.string() })).catch([]),
    status: z.string().catch(''),
  }),
  z.object({
    id: z.string(),
    type: z.literal('mcp_tool_call'),
    server: z.string().catch(''),
    tool: z.string().catch(''),
    status: z.string().catch(''),
  }),
  z.object({ id: z.string(), type: z.literal('web_search'), query: z.string().catch('') }),
]);
export type CodexItem = z.infer<typeof Item>;

const Usage = z.object({
  input_tokens: Count,
  cached_input_tokens: Count,
  cache_write_input_tokens: Count,
  output_tokens: Count,
  reasoning_output_tokens: Count,
});
export type CodexUsage = z.infer<typeof Usage>;

const Event = z.union([
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('turn.started') }),
  z.object({ type: z.literal('turn.completed'), usage: Usage.optional() }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
  z.object({ type: z.literal('error'), message: z.string() }),
  z.object({ type: z.enum(['item.started', 'item.completed']), item: Item }),
]);
export type CodexEvent = z.infer<typeof Event>;

/** The event of a line; undefined for what is none, or none that Baro looks at. */
export function readCodex(line: string): CodexEvent | undefined {
  const value = jsonLine(line);
  if (value === undefined) return undefined;
  const read = Event.safeParse(value);
  return read.success ? read.data : undefined;
}
