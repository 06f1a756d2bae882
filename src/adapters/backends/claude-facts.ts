import type { Progress, ThinkRequest } from '../../engine/backend.ts';
import { clip } from '../../model/size.ts';
import { type ClaudeBlock, type ClaudeEvent, textOf } from './claude-events.ts';
import { digestOf, shownPath, shownText, type ToolKind } from './cli-tools.ts';

/** The tool by which Claude Code gives a structured answer. */
const ANSWER = 'StructuredOutput';
const MOST_KEPT = 64 * 1024;

type Call = {
  readonly tool: string;
  readonly kind: ToolKind;
  readonly target: string;
  readonly since: number;
};

/** Turns what is said and done into facts and transcript records; remembers the calls that wait for a result. */
export function claudeFacts(
  { folder, transcript }: Pick<ThinkRequest<unknown>, 'folder' | 'transcript'>,
  ids: (id: string) => string,
  now: () => number,
) {
  const open = new Map<string, Call>();
  return {
    assistant({ message }: Extract<ClaudeEvent, { type: 'assistant' }>): void {
      const calls = message.content.flatMap((block) => (block.type === 'tool_use' ? [block] : []));
      for (const { id, name, input } of calls)
        if (name !== ANSWER) open.set(id, { tool: name, ...described(name, input, folder), since: now() });
      transcript({
        role: 'assistant',
        text: textIn(message.content),
        calls: calls.map(({ id, name, input }) => ({
          id,
          name,
          args: clip(JSON.stringify(input) ?? '', MOST_KEPT),
        })),
      });
    },
    *user({ message }: Extract<ClaudeEvent, { type: 'user' }>): Generator<Progress> {
      const results = message.content.flatMap((block) => (block.type === 'tool_result' ? [block] : []));
      if (results.length === 0) return;
      transcript({
        role: 'tool',
        results: results.map(({ tool_use_id: id, content, is_error }) => ({
          id,
          name: open.get(id)?.tool ?? ANSWER,
          ok: !is_error,
          text: clip(textOf(content), MOST_KEPT),
        })),
      });
      for (const { tool_use_id, content, is_error } of results) {
        const call = open.get(tool_use_id);
        if (!call) continue;
        open.delete(tool_use_id);
        const { since, ...known } = call;
        const digest = is_error ? undefined : digestOf(call.kind, call.target, textOf(content), folder);
        yield {
          type: 'tool',
          id: ids(tool_use_id),
          ...known,
          ok: !is_error,
          ms: Math.round(now() - since),
          ...(digest ? { digest } : {}),
        };
      }
    },
  };
}

const textIn = (blocks: readonly ClaudeBlock[]) =>
  clip(blocks.map((block) => (block.type === 'text' ? block.text : '')).join(''), MOST_KEPT);

const KINDS: Readonly<Record<string, ToolKind>> = {
  Read: 'read',
  NotebookRead: 'read',
  Grep: 'search',
  Glob: 'search',
  Edit: 'edit',
  MultiEdit: 'edit',
  Write: 'edit',
  NotebookEdit: 'edit',
  Bash: 'run',
};

function described(
  name: string,
  input: unknown,
  folder: string | undefined,
): { kind: ToolKind; target: string } {
  const kind = KINDS[name] ?? 'other';
  const said = (key: string) => {
    const value =
      typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[key] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const path = said('file_path') ?? said('notebook_path');
  if (path !== undefined) return { kind, target: shownPath(folder, path) };
  const where = said('path');
  const places = [where === undefined ? undefined : shownPath(folder, where), said('glob')].filter(Boolean);
  const what = said('command') ?? said('pattern');
  return { kind, target: shownText(folder, [what ?? name, ...places].join(' in ')) };
}
