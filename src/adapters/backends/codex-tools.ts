import type { Progress } from '../../engine/backend.ts';
import { clip } from '../../model/size.ts';
import { digestOf, shownPath, shownText, type ToolKind } from './cli-tools.ts';
import type { CodexItem } from './codex-events.ts';
import type { Turn } from './codex-turn.ts';

const MOST_KEPT = 64 * 1024;

type Tool = Exclude<CodexItem, { type: 'agent_message' }>;

/** What a finished tool call was, as a fact; the transcript keeps what it showed. */
export function usedTool(
  { request, ids, folder }: Pick<Turn, 'request' | 'ids' | 'folder'>,
  item: Tool,
  ms: number,
): Progress {
  const { tool, kind, target, ok, said } = described(item, folder);
  const digest = ok ? digestOf(kind, target, said, folder) : undefined;
  request.transcript({ role: 'assistant', text: '', calls: [{ id: item.id, name: tool, args: target }] });
  request.transcript({
    role: 'tool',
    results: [{ id: item.id, name: tool, ok, text: clip(said, MOST_KEPT) }],
  });
  return { type: 'tool', id: ids(item.id), tool, kind, target, ok, ms, ...(digest ? { digest } : {}) };
}

function described(item: Tool, folder: string) {
  switch (item.type) {
    case 'command_execution': {
      const command = unwrapped(item.command);
      const known = { tool: 'shell', ok: item.exit_code === 0, said: item.aggregated_output };
      return { ...known, ...intent(command, folder) };
    }
    case 'file_change': {
      const target = item.changes.map(({ path }) => shownPath(folder, path)).join(', ');
      return { tool: 'apply_patch', kind: 'edit' as const, target, ok: item.status !== 'failed', said: '' };
    }
    case 'mcp_tool_call': {
      const target = `${item.server} ${item.tool}`;
      return { tool: item.tool, kind: 'other' as const, target, ok: item.status !== 'failed', said: '' };
    }
    default:
      return {
        tool: 'web_search',
        kind: 'other' as const,
        target: clip(item.query, 300),
        ok: true,
        said: '',
      };
  }
}

/** The command itself, without the shell that it was handed to. */
function unwrapped(command: string): string {
  const [, quoted] = /^\S*sh -l?c (.*)$/s.exec(command) ?? [];
  if (quoted === undefined) return command;
  const [, inner = quoted] = /^(['"])(.*)\1$/s.exec(quoted)?.slice(1) ?? [];
  return inner.replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}

/** Codex reads and searches by commands: a plain one of these is what it looks like. */
function intent(command: string, folder: string): { kind: ToolKind; target: string } {
  const target = shownText(folder, command);
  if (/[|&;<>\n]/.test(command)) return { kind: 'run', target };
  if (/^(cat|nl|head|tail|sed -n)\b/.test(command))
    return {
      kind: 'read',
      target: shownPath(
        folder,
        command
          .split(' ')
          .at(-1)
          ?.replace(/^['"]|['"]$/g, '') ?? '',
      ),
    };
  return { kind: /^(rg|grep|git grep|find|ls)\b/.test(command) ? 'search' : 'run', target };
}
